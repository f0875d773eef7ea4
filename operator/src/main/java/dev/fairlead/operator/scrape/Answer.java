package dev.fairlead.operator.scrape;

import dev.fairlead.api.v1alpha1.ModelStatus;

/** What came back when a model was asked. */
public sealed interface Answer {
  /** A model answered: of that revision, which describes itself like this. */
  record From(String revision, ModelStatus model) implements Answer {}

  /** A server of ours answered, and not with a model: it is there, and not as it should be. */
  record Failed(String why) implements Answer {}

  /** Nobody answered, or nobody who says which revision it is, as every server of ours does. */
  record None(String why) implements Answer {}

  /** It was asked just now, and had no time to answer yet. */
  record Awaited() implements Answer {}

  /** A foreign server answered, whatever it said: it is there, and names no revision. */
  record Reached() implements Answer {}

  /**
   * The Service leads to nobody yet; asked in its pod, a foreign server is not ready.
   *
   * @param why for a person
   * @param listens whether it said so itself; if not, it does not take connections yet
   */
  record Unready(String why, boolean listens) implements Answer {}

  /** Nobody was asked, since nothing depends on it. */
  record NotAsked() implements Answer {}
}
