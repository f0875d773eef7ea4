package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import land.oras.Config;
import land.oras.Layer;
import land.oras.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The model's files in a manifest: CNCF ModelPack layers (model-spec 0.0.7), or those of KitOps'
 * ModelKits, which are the same by other names; file layers as ORAS writes them; or the layers of a
 * container image that keeps a model under {@code /models}, as KServe's modelcars do.
 */
final class Layers {
  private static final String MODEL_PACK = "application/vnd.cncf.model.";

  /** <a href="https://kitops.org/docs/modelkit/spec/">KitOps' ModelKit</a>. */
  private static final String MODEL_KIT = "application/vnd.kitops.modelkit.";

  /** Which nothing serves: data sets, and bundles of programs for agents. */
  private static final List<String> LEFT_OUT =
      List.of(MODEL_PACK + "dataset.", MODEL_KIT + "dataset.", MODEL_KIT + "mcpb.");

  private static final String MODEL_PACK_PATH = "org.cncf.model.filepath";
  private static final String ORAS_PATH = "org.opencontainers.image.title";
  private static final String ORAS_UNPACK = "io.deis.oras.content.unpack";
  private static final Set<String> IMAGE_CONFIGS =
      Set.of(
          "application/vnd.oci.image.config.v1+json",
          "application/vnd.docker.container.image.v1+json");

  private static final String NO_DIGEST = "has no sha256 digest or no size";

  /** The digests that this program reads. */
  static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /**
   * One layer that holds model files.
   *
   * @param digest {@code sha256:HEX}
   * @param size bytes
   * @param path of a file that is not packed, else a name for messages
   */
  record ModelLayer(String digest, long size, Packing packing, ModelPath path) {}

  private Layers() {}

  /**
   * The layers to download, without those that nothing serves.
   *
   * @throws FetchException if there are none, or one cannot be read
   */
  static List<ModelLayer> of(Manifest manifest) throws FetchException {
    var layers = new ArrayList<ModelLayer>();
    List<@Nullable Layer> all = manifest.getLayers();
    for (Layer layer : all) {
      if (layer == null) {
        continue;
      }
      String type = Optional.ofNullable(layer.getMediaType()).orElse("");
      Map<String, String> annotations =
          Optional.ofNullable(layer.getAnnotations()).orElse(Map.of());
      if (LEFT_OUT.stream().anyMatch(type::startsWith)) {
        continue;
      }
      boolean modelPack = type.startsWith(MODEL_PACK) || type.startsWith(MODEL_KIT);
      String path = modelPack ? annotations.get(MODEL_PACK_PATH) : null;
      path = path == null ? annotations.get(ORAS_PATH) : path;
      if (path != null || modelPack) {
        layers.add(layer(layer, type, path == null ? "" : path, annotations, modelPack));
      }
    }
    if (layers.isEmpty() && isImage(manifest)) {
      for (Layer layer : all) {
        layers.add(ofImage(layer));
      }
    }
    if (layers.isEmpty()) {
      throw new FetchException(
          Reason.MODEL_NOT_FOUND,
          "model.uri names an artifact without model files: publish it as a ModelPack or ModelKit artifact, as files with ORAS, or as a container image with files under /models.");
    }
    return layers;
  }

  private static boolean isImage(Manifest manifest) {
    return Optional.ofNullable(manifest.getConfig())
        .map(Config::getMediaType)
        .filter(IMAGE_CONFIGS::contains)
        .isPresent();
  }

  /** All of them: only when a layer is here does it tell whether it holds files of the model. */
  private static ModelLayer ofImage(@Nullable Layer layer) throws FetchException {
    String type = layer == null ? "" : Optional.ofNullable(layer.getMediaType()).orElse("");
    String digest = layer == null ? "" : Optional.ofNullable(layer.getDigest()).orElse("");
    long size = layer == null ? -1 : Optional.ofNullable(layer.getSize()).orElse(-1L);
    if (!DIGEST.matcher(digest).matches() || size < 0) {
      throw unreadable(digest, NO_DIGEST);
    }
    Packing packing;
    if (type.endsWith("tar+gzip") || type.endsWith("tar.gzip")) {
      packing = Packing.LAYER_GZIP;
    } else if (type.endsWith(".tar")) {
      packing = Packing.LAYER;
    } else {
      throw unreadable(digest, "has the media type %s: pack it tar or tar+gzip".formatted(type));
    }
    return new ModelLayer(digest, size, packing, ModelPath.of(digest.substring(7, 19)));
  }

  private static ModelLayer layer(
      Layer layer, String type, String path, Map<String, String> annotations, boolean modelPack)
      throws FetchException {
    String digest = Optional.ofNullable(layer.getDigest()).orElse("");
    long size = Optional.ofNullable(layer.getSize()).orElse(-1L);
    if (!DIGEST.matcher(digest).matches() || size < 0) {
      throw unreadable(path, NO_DIGEST);
    }
    Packing packing =
        modelPack ? modelPacking(type, path) : orasPacking(type, annotations.get(ORAS_UNPACK));
    ModelPath place = ModelPath.of(path);
    if (packing == Packing.NONE && place.isRoot()) {
      throw unreadable(digest, "does not say its file's path (%s)".formatted(MODEL_PACK_PATH));
    }
    return new ModelLayer(
        digest, size, packing, place.isRoot() ? ModelPath.of(digest.substring(7, 19)) : place);
  }

  private static Packing modelPacking(String type, String path) throws FetchException {
    if (type.endsWith(".raw")) {
      return Packing.NONE;
    }
    if (type.endsWith(".tar")) {
      return Packing.TAR;
    }
    if (type.endsWith(".tar+gzip")) {
      return Packing.TAR_GZIP;
    }
    throw unreadable(path, "has the media type %s: pack it raw, tar or tar+gzip".formatted(type));
  }

  private static Packing orasPacking(String type, @Nullable String unpack) {
    if (!"true".equals(unpack)) {
      return Packing.NONE;
    }
    return type.endsWith("gzip") ? Packing.TAR_GZIP : Packing.TAR;
  }

  private static FetchException unreadable(String layer, String why) {
    return new FetchException(Reason.FETCH_FAILED, "The layer %s %s.".formatted(layer, why));
  }
}
