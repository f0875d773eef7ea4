/** Whether a candidate answers golden requests as expected, from its answers as JSON. */
@NullMarked
package dev.fairlead.operator.rollout.verify;

import org.jspecify.annotations.NullMarked;
