/** Answers against expectations. */
package dev.fairlead.operator.rollout.verify;
