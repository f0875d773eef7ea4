package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelFormat;
import dev.fairlead.api.v1alpha1.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the site's models are, unless a model says otherwise.
 *
 * @param hub a mirror of the Hugging Face Hub; null for the Hub itself
 * @param s3 a store that speaks the API of S3; null for AWS
 * @param djl a repository in the form of DJL's model zoo; null for DJL's own
 */
public record SourceEndpoints(@Nullable String hub, @Nullable String s3, @Nullable String djl) {
  /** The public ones. */
  public static final SourceEndpoints PUBLIC = new SourceEndpoints(null, null, null);

  /** The options of fetch. */
  List<String> arguments(ModelSpec model) {
    if (model.uri().startsWith("hf://")) {
      return ofHub(model);
    }
    if (model.uri().startsWith("s3://")) {
      return ofS3(model);
    }
    return model.uri().startsWith("djl://") ? ofDjl(model) : List.of();
  }

  private List<String> ofHub(ModelSpec model) {
    var arguments = new ArrayList<String>();
    add("--endpoint=", model.endpoint() == null ? hub : model.endpoint(), arguments);
    if (model.format() != null && model.format() != ModelFormat.Auto) {
      arguments.add("--format=" + model.format());
    }
    return arguments;
  }

  private List<String> ofS3(ModelSpec model) {
    var arguments = new ArrayList<String>();
    add("--endpoint=", model.endpoint() == null ? s3 : model.endpoint(), arguments);
    add("--region=", model.region(), arguments);
    return arguments;
  }

  private List<String> ofDjl(ModelSpec model) {
    var arguments = new ArrayList<String>();
    add("--endpoint=", model.endpoint() == null ? djl : model.endpoint(), arguments);
    return arguments;
  }

  private static void add(String option, @Nullable String value, List<String> arguments) {
    if (value != null) {
      arguments.add(option + value);
    }
  }
}
