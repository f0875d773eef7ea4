package dev.fairlead.operator.it;

import java.util.List;

/** What can go wrong at one of an operator's writes. */
enum Fault {
  /** The operator ends before the write reaches the API server. */
  KILLED_BEFORE(0),
  /** The operator ends once the write is done, without having heard of it. */
  KILLED_AFTER(0),
  /** The write is refused, once. */
  CONFLICT(409),
  /** The write is refused, once, with a Retry-After. */
  THROTTLED(429),
  /** The write is refused, once. */
  INTERNAL_ERROR(500),
  /** The write is refused, once. */
  UNAVAILABLE(503),
  /** The write is done, and the connection breaks before its answer. */
  ANSWER_LOST(0),
  /** The write is done, and its answer comes shortly before the operator stops waiting for it. */
  ANSWER_LATE(0),
  /** From the write on nothing is heard of changes for seconds. */
  WATCHES_HELD(0),
  /** All watches lose their connections just before the write. */
  WATCHES_CUT(0),
  /** So they do, and what they ask for next is too old (410). */
  WATCHES_GONE(0);

  static final List<Fault> OF_THE_OPERATOR = List.of(KILLED_BEFORE, KILLED_AFTER);
  static final List<Fault> OF_ANSWERS =
      List.of(CONFLICT, THROTTLED, INTERNAL_ERROR, UNAVAILABLE, ANSWER_LOST, ANSWER_LATE);
  static final List<Fault> OF_WATCHES = List.of(WATCHES_HELD, WATCHES_CUT, WATCHES_GONE);

  private final int code;

  Fault(int code) {
    this.code = code;
  }

  /** Whether it ends the operator. */
  boolean kills() {
    return OF_THE_OPERATOR.contains(this);
  }

  /** The HTTP status of a refusal; 0 where it is none. */
  int code() {
    return code;
  }
}
