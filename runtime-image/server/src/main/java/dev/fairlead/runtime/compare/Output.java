package dev.fairlead.runtime.compare;

import java.nio.DoubleBuffer;
import java.util.List;

/**
 * One output of an answer, whatever the protocol.
 *
 * @param name of it
 * @param shape of it
 * @param numbers in it, row by row; none if it holds texts
 * @param texts in it; none if it holds numbers
 */
public record Output(String name, List<Long> shape, DoubleBuffer numbers, List<String> texts) {
  /** Of OpenAI's API, and of the task's output of the same meaning. */
  static final String EMBEDDING = "embedding";

  /** Whether the largest number of each row is what the model decides for. */
  boolean hasScores() {
    return shape.size() == 2 && shape.getLast() > 1 && !name.equals(EMBEDDING);
  }

  /** Whether each text is what the model decides for. */
  boolean hasLabels() {
    return name.equals("label");
  }
}
