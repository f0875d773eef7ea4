package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.revision.Revision;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What model servers do that changes without a restart: which share of the requests they hand on to
 * the candidate, and which they send to it too. It is a file in a ConfigMap, there from the first
 * canary on; it is never taken away, since a server keeps to the last file that it saw.
 *
 * @param number that goes up with every change, by which servers say what is in force
 * @param percent the share, 0 to 100
 * @param mirror what they send to it too; null for nothing
 */
record LiveSettings(long number, int percent, @Nullable Mirror mirror) {
  private static final String FILE = "live.yaml";
  private static final int HTTP_PORT = 80;
  private static final int GRPC_PORT = 8081;

  private static final Pattern NUMBER =
      Pattern.compile("^generation: ([1-9][0-9]{0,14})$", Pattern.MULTILINE);
  private static final Pattern PERCENT =
      Pattern.compile("^  percent: ([0-9]{1,3})$", Pattern.MULTILINE);

  private static final Pattern MIRROR =
      Pattern.compile(
          "^mirror: [{]percent: ([0-9]{1,3}), target: [^ ,]+, maxRelativeDifference: ([0-9.]{1,128})}$",
          Pattern.MULTILINE);

  /**
   * Requests that are sent to the candidate too.
   *
   * @param percent of the requests, 1 to 100
   * @param maxRelativeDifference from where on answers are told apart, as a plain decimal
   */
  record Mirror(int percent, String maxRelativeDifference) {}

  static String name(ModelDeployment md) {
    return md.getMetadata().getName() + "-live";
  }

  /** Whether the pods of that revision mount them, as it was recorded. */
  static boolean areReadBy(Revision revision) {
    return revision.template().getSpec().getVolumes().stream()
        .anyMatch(volume -> PodVolumes.LIVE.equals(volume.getName()));
  }

  /** As they are written; null where there are none, or somebody has written something else. */
  static @Nullable LiveSettings of(@Nullable ConfigMap written) {
    Map<String, String> data = written == null ? null : written.getData();
    String file = data == null ? null : data.get(FILE);
    if (file == null) {
      return null;
    }
    Matcher number = NUMBER.matcher(file);
    Matcher percent = PERCENT.matcher(file);
    return number.find()
        ? new LiveSettings(
            Long.parseLong(number.group(1)),
            percent.find() ? Integer.parseInt(percent.group(1)) : 0,
            mirror(file))
        : null;
  }

  private static @Nullable Mirror mirror(String file) {
    Matcher mirror = MIRROR.matcher(file);
    return mirror.find() ? new Mirror(Integer.parseInt(mirror.group(1)), mirror.group(2)) : null;
  }

  /** Whether nobody else is sent anything. */
  boolean isQuiet() {
    return percent == 0 && mirror == null;
  }

  /**
   * With that share and mirror, and if one is another with the next number: one that no server has
   * met, also where the last one was lost.
   */
  static LiveSettings next(
      @Nullable LiveSettings before, int percent, @Nullable Mirror mirror, Instant now) {
    if (before != null && before.percent() == percent && Objects.equals(before.mirror(), mirror)) {
      return before;
    }
    long least = before == null ? 1 : before.number() + 1;
    return new LiveSettings(Math.max(least, now.getEpochSecond()), percent, mirror);
  }

  /** For the pods to mount. */
  ConfigMap configMap(ModelDeployment md) {
    ObjectMeta meta = md.getMetadata();
    return new ConfigMapBuilder()
        .withMetadata(Metadata.of(md, name(md), Labels.of(meta.getName())))
        .addToData(FILE, file(meta))
        .build();
  }

  private String file(ObjectMeta md) {
    String host = Labels.candidateService(md.getName()) + "." + md.getNamespace() + ".svc";
    return "generation: %d\n".formatted(number) + share(host) + mirror(host, mirror);
  }

  private String share(String host) {
    return percent == 0
        ? ""
        : """
          share:
            percent: %d
            target: %s:%d
            grpcTarget: %s:%d
          """
            .formatted(percent, host, HTTP_PORT, host, GRPC_PORT);
  }

  private static String mirror(String host, @Nullable Mirror mirror) {
    return mirror == null
        ? ""
        : "mirror: {percent: %d, target: %s:%d, maxRelativeDifference: %s}\n"
            .formatted(mirror.percent(), host, HTTP_PORT, mirror.maxRelativeDifference());
  }
}
