/** One snapshot of the world per reconcile, taken from informer caches. */
@NullMarked
package dev.fairlead.operator.observe;

import org.jspecify.annotations.NullMarked;
