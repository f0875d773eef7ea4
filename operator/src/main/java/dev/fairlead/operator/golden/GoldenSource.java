package dev.fairlead.operator.golden;

import dev.fairlead.api.v1alpha1.ConfigMapReference;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.VerificationSpec;
import dev.fairlead.operator.observe.Recent;
import dev.fairlead.operator.rollout.verify.Goldens;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Reads golden requests. ConfigMaps of users are not watched: one is asked for by its name while a
 * candidate waits for it, again after {@link #PAUSE}, so that a correction is taken up.
 */
@ApplicationScoped
public class GoldenSource {
  /** Between two looks at a ConfigMap. */
  public static final Duration PAUSE = Duration.ofSeconds(5);

  private static final String KEY = "requests.yaml";
  private static final String FIELD = "spec.rollout.verification.";

  /**
   * What is remembered.
   *
   * @param name of the ConfigMap
   * @param read what came of it
   * @param at when
   */
  private record Look(String name, GoldenRead read, Instant at) {}

  private final KubernetesClient client;
  private final Recent<Look> looks = new Recent<>();

  /** Asks by this client. */
  public GoldenSource(KubernetesClient client) {
    this.client = client;
  }

  /** What that spec, of this resource, asks for. */
  public GoldenRead read(ModelDeployment md, VerificationSpec spec, Instant now) {
    ConfigMapReference reference = spec.configMapRef();
    if (spec.requests() != null) {
      try {
        return new GoldenRead.Requests(Goldens.of(spec.requests()));
      } catch (IllegalArgumentException e) {
        return new GoldenRead.Unreadable(FIELD + e.getMessage());
      }
    }
    if (reference == null) {
      return new GoldenRead.Unreadable(FIELD + "requests or configMapRef must be given");
    }
    String uid = md.getMetadata().getUid();
    Look before = looks.get(uid);
    if (before != null
        && before.name().equals(reference.name())
        && now.isBefore(before.at().plus(PAUSE))) {
      return before.read();
    }
    GoldenRead read = read(md.getMetadata().getNamespace(), reference.name());
    looks.put(uid, new Look(reference.name(), read, now));
    return read;
  }

  private GoldenRead read(String namespace, String name) {
    ConfigMap configMap = client.configMaps().inNamespace(namespace).withName(name).get();
    if (configMap == null) {
      return new GoldenRead.Unreadable(
          FIELD + "configMapRef: no ConfigMap %s is in this namespace: create it".formatted(name));
    }
    Map<String, String> data = configMap.getData();
    String file = data == null ? null : data.get(KEY);
    if (file == null) {
      return new GoldenRead.Unreadable(
          FIELD + "configMapRef: ConfigMap %s has no key %s: add it".formatted(name, KEY));
    }
    try {
      return new GoldenRead.Requests(Goldens.parse(file));
    } catch (IllegalArgumentException e) {
      return new GoldenRead.Unreadable(
          FIELD + "configMapRef: %s of ConfigMap %s: %s".formatted(KEY, name, e.getMessage()));
    }
  }
}
