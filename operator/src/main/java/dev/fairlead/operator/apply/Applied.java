package dev.fairlead.operator.apply;

import java.util.List;

/**
 * What came of a plan.
 *
 * @param refusals objects that could not be written, and why; none means that all stands as planned
 */
public record Applied(List<Refusal> refusals) {
  public Applied {
    refusals = List.copyOf(refusals);
  }

  /** An object that could not be written for a reason that another try does not cure. */
  public sealed interface Refusal {
    /** For a person: what stands in the way, and the cure. */
    String message();

    /** An object of the wanted name belongs to somebody else. */
    record Foreign(String message) implements Refusal {}

    /** The API server does not accept what the spec asks for. */
    record Invalid(String message) implements Refusal {}

    /** An admission (quota, policy) refuses it. */
    record Forbidden(String message) implements Refusal {}
  }
}
