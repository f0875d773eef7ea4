package dev.fairlead.operator.plan;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the site adds to the Jobs that find out what references stand for, so that its own policies
 * admit them. A model's {@code template} adds no labels there: a Service of its user may select
 * pods by them, and the Job's pod, which serves nobody, would be one of its endpoints.
 *
 * @param podLabels of the pods, and of the Jobs, where queues look
 * @param podAnnotations of the pods
 * @param nodeSelector labels of nodes that take the pods
 * @param tolerations beside those of the model
 * @param priorityClassName empty for none
 * @param runtimeClassName empty for none
 * @param schedulerName empty for the cluster's
 */
public record ResolvePods(
    Map<String, String> podLabels,
    Map<String, String> podAnnotations,
    Map<String, String> nodeSelector,
    List<Toleration> tolerations,
    String priorityClassName,
    String runtimeClassName,
    String schedulerName) {
  /** Nothing. */
  public static final ResolvePods NONE =
      new ResolvePods(Map.of(), Map.of(), Map.of(), List.of(), "", "", "");

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setDefaultSetterInfo(JsonSetter.Value.construct(Nulls.AS_EMPTY, Nulls.FAIL))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int LONGEST_NAME = 253;
  private static final String DNS =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  private static final String NAME = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final Pattern OBJECT = Pattern.compile(DNS);
  private static final Pattern KEY = Pattern.compile("(" + DNS + "/)?" + NAME);
  private static final Pattern LABEL = Pattern.compile("(" + NAME + ")?");

  /** By which objects are found, and what keeps sidecars out. The chart has the same. */
  private static final Pattern RESERVED =
      Pattern.compile(
          "(([-a-z0-9]+[.])*fairlead[.]dev|batch[.]kubernetes[.]io)/.*"
              + "|app[.]kubernetes[.]io/(name|managed-by)|job-name|controller-uid"
              + "|sidecar[.]istio[.]io/inject|linkerd[.]io/inject"
              + "|consul[.]hashicorp[.]com/connect-inject|kuma[.]io/sidecar-injection");

  public ResolvePods {
    podLabels = Map.copyOf(podLabels);
    podAnnotations = Map.copyOf(podAnnotations);
    nodeSelector = Map.copyOf(nodeSelector);
    tolerations = List.copyOf(tolerations);
  }

  /**
   * Reads the setting: an object of JSON with these fields, of which each may be left out.
   *
   * @throws IllegalArgumentException if it is something else, or what no API server takes; the
   *     message names the chart's value
   */
  public static ResolvePods of(String setting) {
    try {
      return JSON.readValue(setting, ResolvePods.class).checked();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "FAIRLEAD_RESOLVE_PODS cannot be read: correct the chart's resolve (%s)"
              .formatted(e.getOriginalMessage()),
          e);
    }
  }

  private ResolvePods checked() {
    notReserved("podLabels", podLabels);
    notReserved("podAnnotations", podAnnotations);
    keys("podLabels", podLabels);
    keys("podAnnotations", podAnnotations);
    keys("nodeSelector", nodeSelector);
    labels("podLabels", podLabels);
    labels("nodeSelector", nodeSelector);
    tolerations.forEach(ResolvePods::check);
    name("priorityClassName", priorityClassName);
    name("runtimeClassName", runtimeClassName);
    name("schedulerName", schedulerName);
    return this;
  }

  private static void notReserved(String value, Map<String, String> map) {
    none(
        value,
        map,
        RESERVED.asMatchPredicate(),
        "%s is set by Fairlead itself: choose another key");
  }

  private static void keys(String value, Map<String, String> map) {
    none(value, map, key -> !isKey(key), "%s is no key of the form NAME or DOMAIN/NAME");
  }

  private static void labels(String value, Map<String, String> map) {
    none(
        value,
        map,
        key -> !LABEL.matcher(map.getOrDefault(key, "")).matches(),
        "the value of %s has to be at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends");
  }

  private static void none(
      String value, Map<String, String> map, Predicate<String> isWrong, String message) {
    map.keySet().stream()
        .filter(isWrong)
        .sorted()
        .findFirst()
        .ifPresent(
            key -> {
              throw refused(value, message.formatted(key));
            });
  }

  private static void name(String value, String name) {
    if (!name.isEmpty() && (name.length() > LONGEST_NAME || !OBJECT.matcher(name).matches())) {
      throw refused(value, name + " is no name of an object");
    }
  }

  private static void check(Toleration toleration) {
    String wrong = wrong(toleration);
    if (wrong != null) {
      throw refused("tolerations", wrong);
    }
  }

  /** As the API server's own validation has it; null if nothing is. */
  private static @Nullable String wrong(Toleration toleration) {
    String key = text(toleration.getKey());
    String value = text(toleration.getValue());
    String operator = text(toleration.getOperator());
    String effect = text(toleration.getEffect());
    boolean isAnyValue = operator.equals("Exists");
    if (!toleration.getAdditionalProperties().isEmpty()) {
      return "there is no field "
          + String.join(", ", toleration.getAdditionalProperties().keySet());
    }
    if (!List.of("", "Exists", "Equal").contains(operator)) {
      return "operator is Exists or Equal, not " + operator;
    }
    if (!List.of("", "NoSchedule", "PreferNoSchedule", "NoExecute").contains(effect)) {
      return "effect is NoSchedule, PreferNoSchedule or NoExecute, not " + effect;
    }
    if (key.isEmpty() ? !isAnyValue : !isKey(key)) {
      return "key is NAME or DOMAIN/NAME, and left out only with operator: Exists";
    }
    if (isAnyValue ? !value.isEmpty() : !LABEL.matcher(value).matches()) {
      return "value is that of a label, and left out with operator: Exists";
    }
    return toleration.getTolerationSeconds() != null && !effect.equals("NoExecute")
        ? "tolerationSeconds is for effect: NoExecute"
        : null;
  }

  private static boolean isKey(String key) {
    return key.indexOf('/') <= LONGEST_NAME && KEY.matcher(key).matches();
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static IllegalArgumentException refused(String value, String wrong) {
    return new IllegalArgumentException(
        "FAIRLEAD_RESOLVE_PODS: %s: %s; correct the chart's resolve.%s"
            .formatted(value, wrong, value));
  }
}
