/** Whether a candidate is worse than what serves, from counts of both over the same time. */
@NullMarked
package dev.fairlead.operator.rollout.analysis;

import org.jspecify.annotations.NullMarked;
