/** Decisions one by one, for any input, and in a simulated cluster. */
package dev.fairlead.operator.rollout;
