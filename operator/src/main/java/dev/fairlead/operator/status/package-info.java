/** Conditions, reasons and everything else that the status says. */
@NullMarked
package dev.fairlead.operator.status;

import org.jspecify.annotations.NullMarked;
