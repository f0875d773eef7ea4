/** Golden requests, and whether a candidate's answers to them, as JSON, are those expected. */
@NullMarked
package dev.fairlead.operator.rollout.verify;

import org.jspecify.annotations.NullMarked;
