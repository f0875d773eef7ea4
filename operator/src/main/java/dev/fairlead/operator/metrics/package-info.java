/** What the operator counts about itself. */
@NullMarked
package dev.fairlead.operator.metrics;

import org.jspecify.annotations.NullMarked;
