/** What {@code helm test} runs in a pod of its own: no part of the operator's work. */
@NullMarked
package dev.fairlead.operator.check;

import org.jspecify.annotations.NullMarked;
