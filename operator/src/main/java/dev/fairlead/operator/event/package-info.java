/** Kubernetes events for transitions. */
@NullMarked
package dev.fairlead.operator.event;

import org.jspecify.annotations.NullMarked;
