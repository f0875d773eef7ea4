package dev.fairlead.operator.validate;

import dev.fairlead.api.v1alpha1.ModelSpec;
import java.util.regex.Pattern;

/** Whether what a model's reference stands for may change under it. */
public final class MutableModel {
  private static final Pattern COMMIT =
      Pattern.compile("hf://[^/@]+/[^/@]+@[0-9a-f]{40}(/.*)?", Pattern.DOTALL);

  private MutableModel() {}

  /** Whether it may: neither the uri nor a digest says which version is meant. */
  public static boolean is(ModelSpec model) {
    return model.digest() == null
        && !(model.uri().startsWith("oci://") && model.uri().contains("@sha256:"))
        && !COMMIT.matcher(model.uri()).matches();
  }

  /** Whether it may, and its source can tell what it stands for now. */
  public static boolean isResolvable(ModelSpec model) {
    return is(model) && !ClaimUri.isMeant(model.uri());
  }
}
