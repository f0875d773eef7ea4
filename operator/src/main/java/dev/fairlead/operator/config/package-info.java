/** What the operator's environment sets. */
@NullMarked
package dev.fairlead.operator.config;

import org.jspecify.annotations.NullMarked;
