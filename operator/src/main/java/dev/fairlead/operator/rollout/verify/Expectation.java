package dev.fairlead.operator.rollout.verify;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What one output of an answer is to be. {@code data} is compared number by number within the
 * tolerance; text, and numbers given as text, must be equal. A label is the first element of such
 * an output.
 *
 * @param output name of the output tensor
 * @param data a JSON array, nested or flat: its elements in row-major order
 */
public record Expectation(String output, JsonNode data) {}
