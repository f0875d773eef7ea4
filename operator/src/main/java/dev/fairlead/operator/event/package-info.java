/** Kubernetes events: ours for transitions, and what others say of our Jobs. */
@NullMarked
package dev.fairlead.operator.event;

import org.jspecify.annotations.NullMarked;
