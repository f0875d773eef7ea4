package dev.fairlead.e2e;

import java.util.List;
import java.util.stream.Collectors;

/** What the actors apply. */
final class Manifests {
  private Manifests() {}

  /**
   * A model in the test registry, by the name that {@code e2e/models/push} gave it: {@code
   * oci://…@sha256:…}.
   */
  static String uri(String model) {
    return Shell.environment("FAIRLEAD_E2E_MODEL_" + model);
  }

  static String model(String name, String uri, String version) {
    return model(name, uri, version, "");
  }

  /** {@code more}: further lines of the spec, indented by two. */
  static String model(String name, String uri, String version, String more) {
    return """
        apiVersion: serving.fairlead.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: %s}
        spec:
          model: {uri: "%s", version: "%s"}
          resources:
            requests: {cpu: 100m, memory: 384Mi}
            limits: {memory: 768Mi}
        %s
        """
        .formatted(name, uri, version, more.indent(2).stripTrailing());
  }

  static String tool(String pod, String serviceAccount, List<String> arguments) {
    String args =
        arguments.stream()
            .map(a -> "'" + a.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec:
          restartPolicy: Never
          serviceAccountName: %s
          terminationGracePeriodSeconds: 1
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          containers:
          - name: tool
            image: %s
            args: [%s]
            resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 192Mi}}
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
        """
        .formatted(pod, serviceAccount, Shell.environment("FAIRLEAD_E2E_TOOLS_IMAGE"), args);
  }
}
