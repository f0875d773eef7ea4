/** What the operator tells of itself, and of models. */
package dev.fairlead.operator.metrics;
