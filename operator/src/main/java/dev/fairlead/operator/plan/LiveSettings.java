package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.revision.Revision;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What model servers do that changes without a restart: which share of the requests they hand on to
 * the candidate, which they send to it too, and whether they send their clients away. It is a file
 * in a ConfigMap, there from the first canary or the first old pods that are kept; it is never
 * taken away, since a server keeps to the last file that it saw.
 *
 * @param number that goes up with every change that a pod has to know, by which servers say what is
 *     in force
 * @param share what they hand on to the candidate
 * @param mirror what they send to it too; null for nothing
 * @param retired revisions whose servers send their clients away, since the Service leads to others
 * @param lastShare the number of the last settings by which anybody else was sent anything; 0 for
 *     none. Pods with a later one send nothing, whatever has become of the rest
 */
record LiveSettings(
    long number, Share share, @Nullable Mirror mirror, SortedSet<String> retired, long lastShare) {
  private static final String FILE = "live.yaml";

  /** Of the ConfigMap, for the operator alone: {@link #lastShare()}. */
  private static final String LAST_SHARE = "serving.fairlead.dev/last-share";

  private static final int HTTP_PORT = 80;
  private static final int GRPC_PORT = 8081;

  private static final String DIGITS = "[1-9][0-9]{0,14}";
  private static final Pattern NUMBER =
      Pattern.compile("^generation: (" + DIGITS + ")$", Pattern.MULTILINE);
  private static final Pattern PERCENT =
      Pattern.compile("^  percent: ([0-9]{1,3})$", Pattern.MULTILINE);
  private static final Pattern STICKY =
      Pattern.compile("^  sticky: [{]header: '([A-Za-z0-9-]{1,64})'}$", Pattern.MULTILINE);

  private static final Pattern MIRROR =
      Pattern.compile(
          "^mirror: [{]percent: ([0-9]{1,3}), target: [^ ,]+, maxRelativeDifference: ([0-9.]{1,128})}$",
          Pattern.MULTILINE);

  private static final Pattern RETIRED =
      Pattern.compile(
          "^retired: \\[([a-z0-9-]{1,63}(?:, [a-z0-9-]{1,63}){0,63})]$", Pattern.MULTILINE);

  LiveSettings {
    retired = Collections.unmodifiableSortedSet(new TreeSet<>(retired));
    lastShare = share.percent() == 0 && mirror == null ? lastShare : number;
  }

  /**
   * Requests that the candidate answers.
   *
   * @param percent of the requests, or of the values of {@code sticky}: 0 to 100
   * @param sticky the header whose value decides who is with the candidate; null where turns do,
   *     and where nobody is
   */
  record Share(int percent, @Nullable String sticky) {
    /** Nothing is handed on. */
    static final Share NONE = new Share(0, null);

    Share {
      sticky = percent == 0 ? null : sticky;
    }
  }

  /**
   * Requests that are sent to the candidate too.
   *
   * @param percent of the requests, 1 to 100
   * @param maxRelativeDifference from where on answers are told apart, as a plain decimal
   */
  record Mirror(int percent, String maxRelativeDifference) {}

  /** When, about: later by the seconds in which there was more than one change. */
  Instant madeAt() {
    return Instant.ofEpochSecond(number);
  }

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
    return number.find()
        ? new LiveSettings(
            Long.parseLong(number.group(1)),
            share(file),
            mirror(file),
            retired(file),
            lastShare(written))
        : null;
  }

  private static long lastShare(@Nullable ConfigMap written) {
    Map<String, String> annotations =
        written == null ? null : written.getMetadata().getAnnotations();
    String number = annotations == null ? null : annotations.get(LAST_SHARE);
    return number != null && number.matches(DIGITS) ? Long.parseLong(number) : 0;
  }

  /**
   * What is known where they are gone, or somebody has written something else, and pods had been
   * told of some: these may still send anything.
   */
  static LiveSettings lost(Instant now) {
    long number = now.getEpochSecond();
    return new LiveSettings(number, Share.NONE, null, new TreeSet<>(), number - 1);
  }

  private static Share share(String file) {
    Matcher percent = PERCENT.matcher(file);
    Matcher sticky = STICKY.matcher(file);
    return percent.find()
        ? new Share(Integer.parseInt(percent.group(1)), sticky.find() ? sticky.group(1) : null)
        : Share.NONE;
  }

  private static @Nullable Mirror mirror(String file) {
    Matcher mirror = MIRROR.matcher(file);
    return mirror.find() ? new Mirror(Integer.parseInt(mirror.group(1)), mirror.group(2)) : null;
  }

  private static SortedSet<String> retired(String file) {
    Matcher retired = RETIRED.matcher(file);
    return retired.find() ? new TreeSet<>(List.of(retired.group(1).split(", "))) : new TreeSet<>();
  }

  /** Whether nobody else is sent anything. */
  boolean isQuiet() {
    return share.percent() == 0 && mirror == null;
  }

  /**
   * With that, and if it is something else with the next number: one that no server has met, also
   * where the last one was lost.
   */
  static LiveSettings next(
      @Nullable LiveSettings before,
      Share share,
      @Nullable Mirror mirror,
      SortedSet<String> retired,
      Instant now) {
    if (before != null
        && before.share().equals(share)
        && Objects.equals(before.mirror(), mirror)
        && before.retired().equals(retired)) {
      return before;
    }
    long least = before == null ? 1 : before.number() + 1;
    return new LiveSettings(
        Math.max(least, now.getEpochSecond()),
        share,
        mirror,
        retired,
        before == null ? 0 : before.lastShare());
  }

  /** Without the retired revisions that have no pod any more: a change that nobody has to know. */
  LiveSettings with(Predicate<String> hasPods) {
    var left = new TreeSet<>(retired);
    left.removeIf(hasPods.negate());
    return new LiveSettings(number, share, mirror, left, lastShare);
  }

  /** For the pods to mount. */
  ConfigMap configMap(ModelDeployment md) {
    ObjectMeta meta = md.getMetadata();
    return new ConfigMapBuilder()
        .withMetadata(
            new ObjectMetaBuilder(Metadata.of(md, name(md), Labels.of(meta.getName())))
                .withAnnotations(
                    lastShare == 0 ? Map.of() : Map.of(LAST_SHARE, Long.toString(lastShare)))
                .build())
        .addToData(FILE, file(meta))
        .build();
  }

  private String file(ObjectMeta md) {
    String host = Labels.candidateService(md.getName()) + "." + md.getNamespace() + ".svc";
    return "generation: %d\n".formatted(number)
        + share(host, share)
        + mirror(host, mirror)
        + list(retired);
  }

  private static String share(String host, Share share) {
    return share.percent() == 0
        ? ""
        : """
          share:
            percent: %d
            target: %s:%d
            grpcTarget: %s:%d
          %s"""
            .formatted(share.percent(), host, HTTP_PORT, host, GRPC_PORT, sticky(share.sticky()));
  }

  /** In quotes, since a header may be called Null. */
  private static String sticky(@Nullable String header) {
    return header == null ? "" : "  sticky: {header: '%s'}\n".formatted(header);
  }

  private static String list(SortedSet<String> retired) {
    return retired.isEmpty() ? "" : "retired: [%s]\n".formatted(String.join(", ", retired));
  }

  private static String mirror(String host, @Nullable Mirror mirror) {
    return mirror == null
        ? ""
        : "mirror: {percent: %d, target: %s:%d, maxRelativeDifference: %s}\n"
            .formatted(mirror.percent(), host, HTTP_PORT, mirror.maxRelativeDifference());
  }
}
