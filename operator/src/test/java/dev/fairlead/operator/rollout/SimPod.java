package dev.fairlead.operator.rollout;

/**
 * A simulated pod.
 *
 * @param id in the order of birth
 * @param revision that it runs
 * @param ready whether its readiness is open
 * @param endsAt when it is gone for good; {@link Long#MAX_VALUE} while nobody ends it
 */
record SimPod(int id, String revision, boolean ready, long endsAt) {
  SimPod(int id, String revision) {
    this(id, revision, false, Long.MAX_VALUE);
  }

  boolean isEnding() {
    return endsAt != Long.MAX_VALUE;
  }

  boolean isReady() {
    return ready && !isEnding();
  }

  SimPod opened() {
    return new SimPod(id, revision, true, endsAt);
  }

  SimPod closed() {
    return new SimPod(id, revision, false, endsAt);
  }

  SimPod ending(long at) {
    return new SimPod(id, revision, ready, at);
  }
}
