package dev.fairlead.e2e;

import java.util.List;
import java.util.stream.Collectors;

/** What the actors apply. */
final class Manifests {
  private Manifests() {}

  /**
   * A model in the test registry, by the name that {@code e2e/run} gave it: {@code
   * oci://…@sha256:…}.
   */
  static String uri(String model) {
    return Shell.environment("FAIRLEAD_E2E_MODEL_" + model);
  }

  /** A small model, with requests that let many run side by side. */
  static String model(String name, String uri, String version, String... more) {
    return any(
        name,
        """
        uri: "%s", version: "%s\""""
            .formatted(uri, version),
        prepend(
            """
            resources: {requests: {cpu: 100m, memory: 384Mi}, limits: {memory: 768Mi}}""",
            more));
  }

  /**
   * Any model.
   *
   * @param model the fields of {@code spec.model}, in braces
   * @param more further fields of the spec, one a line
   */
  static String any(String name, String model, String... more) {
    return """
        apiVersion: serving.fairlead.dev/v1alpha1
        kind: ModelDeployment
        metadata: {name: %s}
        spec:
          model: {%s}
        %s"""
        .formatted(name, model, String.join("\n", more).indent(2));
  }

  private static String[] prepend(String first, String... more) {
    String[] all = new String[more.length + 1];
    all[0] = first;
    System.arraycopy(more, 0, all, 1, more.length);
    return all;
  }

  /** A pod of our tools that passes {@code restricted}. */
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

  /**
   * A web server with the files of a model, which Fairlead's own fetch brings, and as a store the
   * same in {@code s3://site/model}; it is what the Service {@code files} selects, and finds its
   * certificate and the site's authority under that name.
   */
  static String fileServer(String pod, String uri, int bytesPerSecond) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, labels: {app: files}}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 1
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          initContainers:
          - name: fetch
            image: %s
            args: ["--uri=%s", --destination=/model, --trusted-cas=/site/ca.crt]
            resources: {requests: {cpu: 50m, memory: 96Mi}, limits: {memory: 192Mi}}
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: model, mountPath: /model}, {name: site, mountPath: /site}, {name: tmp, mountPath: /tmp}]
          containers:
          - name: tool
            image: %s
            args: [files, --folder=/model, --certificate=/certificate/server.p12, --password=changeit, --bytesPerSecond=%d, --bucket=site, --seconds=900]
            resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 192Mi}}
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: model, mountPath: /model}, {name: certificate, mountPath: /certificate}]
          volumes:
          - {name: model, emptyDir: {}}
          - {name: tmp, emptyDir: {}}
          - {name: site, configMap: {name: files}}
          - {name: certificate, secret: {secretName: files}}
        """
        .formatted(
            pod,
            Shell.environment("FAIRLEAD_E2E_FETCH_IMAGE"),
            uri,
            Shell.environment("FAIRLEAD_E2E_TOOLS_IMAGE"),
            bytesPerSecond);
  }

  /** Of the cluster's default class, for the pods of one node. */
  static String claim(String name) {
    return """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 200Mi}}
        """
        .formatted(name);
  }

  /** A pod that puts the files of a model into a folder of a claim, by Fairlead's own fetch. */
  static String claimWriter(String pod, String claim, String folder, String uri) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s}
        spec:
          restartPolicy: OnFailure
          terminationGracePeriodSeconds: 1
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          containers:
          - name: fetch
            image: %s
            args: ["--uri=%s", "--destination=/claim/%s", --trusted-cas=/site/ca.crt]
            resources: {requests: {cpu: 50m, memory: 96Mi}, limits: {memory: 192Mi}}
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: claim, mountPath: /claim}, {name: site, mountPath: /site}, {name: tmp, mountPath: /tmp}]
          volumes:
          - {name: claim, persistentVolumeClaim: {claimName: %s}}
          - {name: tmp, emptyDir: {}}
          - {name: site, configMap: {name: site, optional: true}}
        """
        .formatted(pod, Shell.environment("FAIRLEAD_E2E_FETCH_IMAGE"), uri, folder, claim);
  }
}
