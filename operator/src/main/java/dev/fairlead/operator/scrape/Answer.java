package dev.fairlead.operator.scrape;

import dev.fairlead.api.v1alpha1.ModelStatus;

/** What came back through a model's Service. */
public sealed interface Answer {
  /** A model answered: of that revision, which describes itself like this. */
  record From(String revision, ModelStatus model) implements Answer {}

  /** A server of ours answered, and not with a model: it is there, and not as it should be. */
  record Failed(String why) implements Answer {}

  /** Nobody answered, or nobody who says which revision it is, as every server of ours does. */
  record None(String why) implements Answer {}

  /** It was asked just now, and had no time to answer yet. */
  record Awaited() implements Answer {}

  /** Nobody was asked, since nothing depends on it. */
  record NotAsked() implements Answer {}
}
