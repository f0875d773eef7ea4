/** How one revision takes over from the others, by one of several strategies: pure decisions. */
@NullMarked
package dev.fairlead.operator.rollout;

import org.jspecify.annotations.NullMarked;
