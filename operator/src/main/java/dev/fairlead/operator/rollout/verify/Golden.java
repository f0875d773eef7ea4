package dev.fairlead.operator.rollout.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A request whose answer is known.
 *
 * @param name for people
 * @param request body of an inference request of the Open Inference Protocol v2, as JSON
 * @param expect the outputs that matter; others may be anything
 * @param tolerance for all numbers
 */
public record Golden(String name, JsonNode request, List<Expectation> expect, Tolerance tolerance) {
  public Golden {
    expect = List.copyOf(expect);
  }
}
