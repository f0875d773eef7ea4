package dev.fairlead.runtime.pipeline;

/** From what a classifier gives to probabilities. */
final class Scores {
  private Scores() {}

  /** Of labels of which exactly one is right; the sum is 1. */
  static float[] softmax(float[] logits) {
    float most = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      most = Math.max(most, logit);
    }
    var scores = new float[logits.length];
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      double value = Math.exp(logits[i] - most);
      scores[i] = (float) value;
      sum += value;
    }
    for (int i = 0; i < logits.length; i++) {
      scores[i] = (float) (scores[i] / sum);
    }
    return scores;
  }

  /** Of labels each of which is right or not. */
  static float[] sigmoid(float[] logits) {
    var scores = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      scores[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
    return scores;
  }

  /** The index of the greatest; of equals the first. */
  static int best(float[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      if (scores[i] > scores[best]) {
        best = i;
      }
    }
    return best;
  }
}
