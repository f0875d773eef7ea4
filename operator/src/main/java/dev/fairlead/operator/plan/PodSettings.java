package dev.fairlead.operator.plan;

import java.util.List;

/**
 * What the operator's own settings add to the pods of a new revision, and of its Job.
 *
 * @param runtimeImages the model servers where {@code spec.runtime.image} names none
 * @param fetchImage the init container
 * @param pullSecrets names of Secrets for pulling both
 * @param plainHttpHosts hosts that fetch may ask without TLS
 * @param allowedHosts private hosts that a redirect may lead to
 * @param endpoints that fetch asks where a model names none
 * @param proxy which fetch asks through
 * @param resolve what the pods of Jobs have beside
 */
public record PodSettings(
    RuntimeImages runtimeImages,
    String fetchImage,
    List<String> pullSecrets,
    List<String> plainHttpHosts,
    List<String> allowedHosts,
    SourceEndpoints endpoints,
    ForwardProxy proxy,
    ResolvePods resolve) {
  public PodSettings {
    pullSecrets = List.copyOf(pullSecrets);
    plainHttpHosts = List.copyOf(plainHttpHosts);
    allowedHosts = List.copyOf(allowedHosts);
  }
}
