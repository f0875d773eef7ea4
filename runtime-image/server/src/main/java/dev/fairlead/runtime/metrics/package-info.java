/** What can be seen from outside, by Prometheus. */
@NullMarked
package dev.fairlead.runtime.metrics;

import org.jspecify.annotations.NullMarked;
