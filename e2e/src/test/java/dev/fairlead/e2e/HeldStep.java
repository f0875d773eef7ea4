package dev.fairlead.e2e;

/** A new version of a model of two pods has a share of the requests, until a person ends it. */
final class HeldStep {
  /** In percent: one pod of two. */
  static final int SHARE = 20;

  private HeldStep() {}

  /** Version 1.0 serves; gives its revision. */
  static String serve(Model model, String uri) {
    model.declare(manifest(model, "1.0", uri, ""));
    model.awaitSettled();
    return model.stableRevision();
  }

  /** That version has its share, until somebody approves; gives its revision. */
  static String hold(Model model, String version, String uri) {
    model.declare(manifest(model, version, uri, canary(SHARE, "")));
    return model.awaitShare(SHARE);
  }

  /** Any version of it. */
  static String manifest(Model model, String version, String uri, String rollout) {
    return Manifests.model(model.name(), Manifests.uri(uri), version, "replicas: 2", rollout);
  }

  /**
   * One step, which a person ends.
   *
   * @param more of the canary's fields, each behind a comma
   */
  static String canary(int weight, String more) {
    return "rollout: {strategy: Canary, canary: {steps: [{weight: %d, approval: Required}]%s}}"
        .formatted(weight, more);
  }
}
