package dev.fairlead.runtime.pipeline;

/** From what a classifier gives to probabilities. */
enum Activation {
  /** One label is right: the sum is 1. */
  SOFTMAX,
  /** Each label is right or not by itself. */
  SIGMOID,
  /** The model gives them already. */
  NONE;

  float[] apply(float[] logits) {
    return switch (this) {
      case SOFTMAX -> Scores.softmax(logits);
      case SIGMOID -> Scores.sigmoid(logits);
      case NONE -> logits;
    };
  }
}
