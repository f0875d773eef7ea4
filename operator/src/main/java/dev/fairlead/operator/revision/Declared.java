package dev.fairlead.operator.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The declared fields that decide what a pod runs. Sizes, rollout settings and {@code paused} are
 * not among them.
 *
 * @param fields {@code {model, runtime, resources, template, refresh}}, {@link Canonical canonical}
 */
public record Declared(JsonNode fields) {
  /** What an image reference stands for is found anew only when one of these changes. */
  private static final List<String> RESOLVED = List.of("/model", "/refresh", "/runtime/image");

  /** What the model's reference stands for, only when one of these does. */
  private static final List<String> OF_MODEL = List.of("model", "refresh");

  /** Of a spec. */
  public static Declared of(ModelDeploymentSpec spec) {
    return new Declared(Canonical.fields(spec));
  }

  /** As a revision recorded them. */
  static Declared recorded(JsonNode fields) {
    return new Declared(Canonical.canonical(fields));
  }

  /** Stands for a record that was lost; equal to no spec, which always has a model. */
  public static Declared unknown() {
    return new Declared(JsonNodeFactory.instance.objectNode());
  }

  /** The model's address; empty where it is unknown. */
  public String uri() {
    return fields.at("/model/uri").asText();
  }

  /** The owner's name for this version. */
  public @Nullable String version() {
    return fields.at("/model/version").textValue();
  }

  /** Why the owner wanted a revision though nothing else had changed; null where nobody did. */
  public @Nullable String refresh() {
    return fields.at("/refresh").textValue();
  }

  /** The image that the owner asks for; null where the operator's stands in. */
  public @Nullable String image() {
    return fields.at("/runtime/image").textValue();
  }

  /** What the owner says of the model's format; null where nothing is said. */
  public @Nullable String format() {
    return fields.at("/model/format").textValue();
  }

  /** Whether a pod has a GPU. */
  public boolean hasGpu() {
    return Gpus.areIn(fields.at("/resources/limits"));
  }

  /** Whether the model server is none of ours. */
  public boolean hasForeignServer() {
    return fields.at("/runtime/custom").isObject();
  }

  /** Whether what the other one resolved to counts here too; a GPU has a server of its own. */
  boolean resolvesLike(Declared other) {
    return hasGpu() == other.hasGpu()
        && RESOLVED.stream().allMatch(path -> fields.at(path).equals(other.fields.at(path)));
  }

  /** Whether what the other one's model resolved to counts here too. */
  boolean hasModelOf(Declared other) {
    return ofModel().equals(other.ofModel());
  }

  /** {@code {model, refresh}}. */
  JsonNode ofModel() {
    ObjectNode all = fields.deepCopy();
    return all.retain(OF_MODEL);
  }
}
