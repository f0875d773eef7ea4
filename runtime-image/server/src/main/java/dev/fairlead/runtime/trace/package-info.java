/** Where a request belongs in a trace over several programs. */
@NullMarked
package dev.fairlead.runtime.trace;

import org.jspecify.annotations.NullMarked;
