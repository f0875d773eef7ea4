/** The Helm chart: what it renders, what it refuses, and that an API server takes it. */
@NullMarked
package dev.fairlead.chart;

import org.jspecify.annotations.NullMarked;
