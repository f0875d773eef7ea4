package dev.fairlead.runtime.live;

import java.util.Locale;

/** What became of a request that was the candidate's turn. */
public enum Outcome {
  /** The client has the candidate's answer. */
  ANSWERED,
  /** No connection, one that broke, or a candidate that is not ready. */
  UNAVAILABLE,
  /** The candidate had too much to do. */
  OVERLOADED,
  /** No answer in the candidate's part of the request's time. */
  TIMEOUT,
  /** The same, where that may be by its start, or nobody knows what is usual. */
  LATE,
  /** The client went, and would have had its answer from here by then. */
  ABANDONED,
  /** The candidate failed. */
  FAILED,
  /** The candidate did not take the request: only if it is answered here, that is its mistake. */
  REFUSED,
  /** Not sent, or not taken: too many of them are under way, or too large an answer. */
  FULL,
  /** The client went, before it can be said that the candidate is slow. */
  CANCELLED;

  private static final int SERVER_ERRORS = 500;

  /** Of the status of an answer. */
  public static Outcome ofHttp(int status) {
    return switch (status) {
      case 200 -> ANSWERED;
      case 429 -> OVERLOADED;
      case 503 -> UNAVAILABLE;
      case 504 -> TIMEOUT;
      default -> status < SERVER_ERRORS ? REFUSED : FAILED;
    };
  }

  /** As the metrics have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
