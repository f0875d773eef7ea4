/** How one revision takes over from the others, pod by pod, as a pure decision. */
@NullMarked
package dev.fairlead.operator.rollout;

import org.jspecify.annotations.NullMarked;
