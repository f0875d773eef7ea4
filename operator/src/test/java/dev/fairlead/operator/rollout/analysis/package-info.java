/** Known answers, and thousands of simulated candidates. */
package dev.fairlead.operator.rollout.analysis;
