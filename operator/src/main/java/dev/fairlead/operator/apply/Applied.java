package dev.fairlead.operator.apply;

import org.jspecify.annotations.Nullable;

/**
 * What came of a plan.
 *
 * @param refusal an object that could not be written, and why; null if all stands as planned
 * @param ofTracking the same of the Job that asks for a tracked reference, without which all else
 *     goes on
 * @param ofRoute the same of the HTTPRoute: within the cluster the model is reached without it
 * @param ofImages the same of a ReplicaSet whose later pods are to have the digest: its pods serve
 */
public record Applied(
    @Nullable Refusal refusal,
    @Nullable Refusal ofTracking,
    @Nullable Refusal ofRoute,
    @Nullable Refusal ofImages) {
  /** All stands as planned. */
  public static final Applied ALL = new Applied(null, null, null, null);

  /** With that refusal alone. */
  public Applied(@Nullable Refusal refusal) {
    this(refusal, null, null, null);
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
