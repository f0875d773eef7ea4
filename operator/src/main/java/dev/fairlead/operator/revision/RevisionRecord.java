package dev.fairlead.operator.revision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A revision as it stands in its ControllerRevision: {@code data: {declared, image, resolved,
 * tracked, template}}. What its image's tag stood for is told later, by the nodes: an annotation,
 * since data never changes.
 */
public final class RevisionRecord {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String IMAGE_DIGEST = "serving.fairlead.dev/pinned-image-digest";

  private RevisionRecord() {}

  /** The object to write. */
  public static ControllerRevision write(Revision revision, ObjectMeta metadata) {
    var data =
        new TreeMap<String, Object>(
            Map.of(
                "declared", MAPPER.convertValue(revision.declared().fields(), Object.class),
                "image", revision.image(),
                "template", MAPPER.convertValue(revision.template(), Object.class)));
    if (revision.resolved() != null) {
      data.put("resolved", MAPPER.convertValue(revision.resolved(), Object.class));
    }
    if (revision.isTracked()) {
      data.put("tracked", true);
    }
    return new ControllerRevisionBuilder()
        .withMetadata(metadata)
        .withRevision(revision.number())
        .withData(data)
        .build();
  }

  /** The object with its data packed, for a cache; what is no record of ours stays as it is. */
  public static ControllerRevision pack(ControllerRevision object) {
    if (tree(object) instanceof ObjectNode data) {
      object.setData(new Packed(data.toString()));
    }
    return object;
  }

  /** A copy of the object with its data as it was before it was packed. */
  public static ControllerRevision unpack(ControllerRevision object) {
    return new ControllerRevisionBuilder(object).withData(tree(object)).build();
  }

  private static @Nullable JsonNode tree(ControllerRevision object) {
    return object.getData() instanceof Packed packed
        ? packed.tree(MAPPER)
        : MAPPER.valueToTree(object.getData());
  }

  /** The revision that was written; empty where the data is not ours to understand. */
  public static Optional<Revision> read(ControllerRevision object) {
    JsonNode data = tree(object);
    if (data == null
        || !data.path("declared").isObject()
        || !data.path("image").isTextual()
        || !data.path("template").isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Revision(
            object.getMetadata().getName(),
            object.getRevision() == null ? 0 : object.getRevision(),
            Declared.recorded(data.path("declared")),
            data.path("image").asText(),
            resolved(data.path("resolved")),
            data.path("tracked").asBoolean(false),
            MAPPER.convertValue(data.path("template"), PodTemplateSpec.class),
            object.getMetadata().getCreationTimestamp()));
  }

  /** What its image's tag stood for; empty where nobody has told, or somebody else wrote there. */
  public static Optional<String> imageDigest(ControllerRevision object) {
    return Optional.ofNullable(object.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(IMAGE_DIGEST))
        .filter(ImageReference::isDigest);
  }

  /** The annotation that says so. */
  public static Map<String, String> withImageDigest(String digest) {
    return Map.of(IMAGE_DIGEST, digest);
  }

  private static @Nullable Resolved resolved(JsonNode data) {
    return data.path("uri").isTextual() && data.path("identity").isTextual()
        ? new Resolved(
            data.path("uri").asText(),
            data.path("identity").asText(),
            data.path("bytes").isIntegralNumber()
                ? Long.valueOf(data.path("bytes").longValue())
                : null)
        : null;
  }
}
