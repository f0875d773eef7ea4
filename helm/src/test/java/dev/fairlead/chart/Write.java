package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;

/**
 * An object as the operator writes it.
 *
 * @param kind of the object
 * @param yaml the object
 */
record Write(String kind, String yaml) {
  private static final String METADATA =
      """
      metadata:
        name: minilm-1
        namespace: default
        labels: {app.kubernetes.io/managed-by: fairlead, serving.fairlead.dev/modeldeployment: minilm}
        ownerReferences:
        - {apiVersion: serving.fairlead.dev/v1alpha1, kind: ModelDeployment, name: minilm, uid: u, controller: true}
      """;

  static final Write CONFIG_MAP = of("v1", "ConfigMap", "data: {ca.crt: x}\n");
  static final Write RECORD =
      of("apps/v1", "ControllerRevision", "revision: 1\ndata: {template: {}}\n");
  static final Write SERVICE =
      of(
          "v1",
          "Service",
          """
          spec:
            selector: {serving.fairlead.dev/modeldeployment: minilm}
            ports: [{name: http, port: 80}]
          """);
  static final Write BUDGET =
      of(
          "policy/v1",
          "PodDisruptionBudget",
          """
          spec:
            minAvailable: 1
            selector: {matchLabels: {serving.fairlead.dev/modeldeployment: minilm}}
          """);
  static final Write SLICE =
      of("discovery.k8s.io/v1", "EndpointSlice", "addressType: IPv4\nendpoints: []\nports: []\n")
          .with("labels: {", "labels: {kubernetes.io/service-name: minilm, ");
  static final Write DEPLOYMENT =
      of(
          "apps/v1",
          "Deployment",
          """
          spec:
            selector: {matchLabels: {serving.fairlead.dev/modeldeployment: minilm}}
            template:
              metadata: {labels: {app: minilm, serving.fairlead.dev/modeldeployment: minilm}}
              spec:
                securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                volumes: [{name: tmp, emptyDir: {}}]
                containers:
                - name: server
                  image: registry.test/server:1
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          """);

  static final Write JOB =
      of(
          "batch/v1",
          "Job",
          """
          spec:
            template:
              metadata: {labels: {serving.fairlead.dev/resolves: minilm}}
              spec:
                restartPolicy: Never
                securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                containers:
                - name: fetch
                  image: registry.test/fetch:1
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
          """);

  static final Write ROUTE =
      of(
          "gateway.networking.k8s.io/v1",
          "HTTPRoute",
          """
          spec:
            parentRefs: [{name: public, namespace: gateways}]
            hostnames: [minilm.example.com]
            rules:
            - backendRefs:
              - {name: minilm, port: 80, weight: 80}
              - {name: minilm-candidate, port: 80, weight: 20}
          """);

  /**
   * What somebody with the operator's token makes of one of them.
   *
   * @param what for people
   * @param write the object
   * @param message part of the denial
   */
  record Breakout(String what, Write write, String message) {
    @Override
    public String toString() {
      return what;
    }
  }

  private static Write of(String apiVersion, String kind, String rest) {
    return new Write(
        kind, "apiVersion: %s\nkind: %s\n%s%s".formatted(apiVersion, kind, METADATA, rest));
  }

  /** The same, with one text of it replaced. */
  Write with(String text, String other) {
    assertThat(yaml).contains(text);
    return new Write(kind, yaml.replace(text, other));
  }

  @Override
  public String toString() {
    return kind;
  }

  static Stream<Write> all() {
    return Stream.of(CONFIG_MAP, RECORD, SERVICE, BUDGET, SLICE, DEPLOYMENT, JOB, ROUTE);
  }

  static Stream<Breakout> breakouts() {
    return Stream.of(
            foreignObjects(), foreignPods(), foreignBackends(), node(), root(), containers())
        .flatMap(List::stream);
  }

  private static List<Breakout> foreignObjects() {
    String created = "creates only what carries its labels and belongs to a ModelDeployment";
    String named = "named after their ModelDeployment";
    String label = "serving.fairlead.dev/modeldeployment: minilm";
    return List.of(
        breakout("no label", CONFIG_MAP, "app.kubernetes.io/managed-by: fairlead, ", "", created),
        breakout(
            "managed by another", CONFIG_MAP, "managed-by: fairlead", "managed-by: x", created),
        breakout("the label of another", CONFIG_MAP, label, label + "2", created),
        breakout("an owner of another kind", RECORD, "kind: ModelDeployment", "kind: X", created),
        breakout(
            "an owner of another group", RECORD, "serving.fairlead.dev/v1", "x.test/v1", created),
        breakout(
            "an owner without control", RECORD, "controller: true", "controller: false", created),
        breakout("a foreign name", CONFIG_MAP, "name: minilm-1", "name: payments", named),
        breakout("a name that begins alike", SERVICE, "name: minilm-1", "name: minilm1", named));
  }

  private static List<Breakout> foreignPods() {
    String reached = "lead to pods of their ModelDeployment only";
    String selector = "selector: {serving.fairlead.dev/modeldeployment: minilm}";
    String labels = "{matchLabels: {serving.fairlead.dev/modeldeployment: minilm}}";
    return List.of(
        breakout("a Service for others' pods", SERVICE, selector, "selector: {app: x}", reached),
        breakout("a Service without selector", SERVICE, selector, "clusterIP: None", reached),
        breakout("a port on every node", SERVICE, "spec:", "spec:\n  type: NodePort", reached),
        breakout("a load balancer", SERVICE, "spec:", "spec:\n  type: LoadBalancer", reached),
        breakout(
            "a name elsewhere",
            SERVICE,
            "spec:",
            "spec:\n  type: ExternalName\n  externalName: x.test",
            reached),
        breakout(
            "an address of others", SERVICE, "spec:", "spec:\n  externalIPs: [192.0.2.1]", reached),
        breakout("a budget for all pods", BUDGET, labels, "{}", "count pods of their"),
        breakout(
            "others' budget", BUDGET, labels, "{matchLabels: {app: x}}", "count pods of their"),
        breakout(
            "a Deployment of others' pods",
            DEPLOYMENT,
            labels,
            "{matchLabels: {app: minilm}}",
            "have pods of their ModelDeployment only"),
        breakout(
            "a Job that answers for a model",
            JOB,
            "serving.fairlead.dev/resolves: minilm",
            "serving.fairlead.dev/modeldeployment: minilm",
            "pods that no Service of a ModelDeployment leads to"),
        breakout(
            "a slice behind a foreign Service",
            SLICE,
            "service-name: minilm",
            "service-name: payments",
            "stand behind the Service of their ModelDeployment only"));
  }

  private static List<Breakout> foreignBackends() {
    String own = "lead to the Services of their ModelDeployment only";
    String backend = "{name: minilm, port: 80, weight: 80}";
    return List.of(
        breakout("a route to others", ROUTE, backend, "{name: payments, port: 80}", own),
        breakout(
            "a route to another namespace",
            ROUTE,
            backend,
            "{name: minilm, namespace: other, port: 80}",
            own),
        breakout(
            "a route to another kind",
            ROUTE,
            backend,
            "{name: minilm, group: x.test, kind: Bucket, port: 80}",
            own),
        breakout(
            "a route that copies requests",
            ROUTE,
            "- backendRefs:",
            "- filters: [{type: RequestMirror, requestMirror: {backendRef: {name: x, port: 80}}}]\n"
                + "    backendRefs:",
            own),
        breakout(
            "a backend that redirects",
            ROUTE,
            backend,
            "{name: minilm, port: 80, filters: [{type: RequestRedirect,"
                + " requestRedirect: {hostname: x.test}}]}",
            own));
  }

  private static List<Breakout> node() {
    return List.of(
        breakout("root in a Job", JOB, "runAsNonRoot: true, ", "", "run as non-root"),
        pod(
            "a namespace of the cluster",
            "namespace: default",
            "namespace: kube-system",
            "namespaces of the cluster itself"),
        podWith("the node's network", "hostNetwork: true", "hostNetwork"),
        podWith("the node's processes", "hostPID: true", "hostPID"),
        podWith("the node's memory", "hostIPC: true", "hostIPC"),
        pod("the node's files", "emptyDir: {}", "hostPath: {path: /}", "no hostPath"),
        pod("a file server", "emptyDir: {}", "nfs: {server: x.test, path: /}", "no hostPath"),
        pod(
            "a port of the node",
            "image: registry.test/server:1",
            "image: registry.test/server:1\n        ports: [{containerPort: 80, hostPort: 80}]",
            "no hostPort"));
  }

  private static List<Breakout> root() {
    String message = "run as non-root, under a seccomp profile";
    String seccomp = "seccompProfile: {type: RuntimeDefault}";
    return List.of(
        pod("root", "runAsNonRoot: true", "runAsNonRoot: false", message),
        pod("perhaps root", "runAsNonRoot: true, ", "", message),
        pod("root by number", seccomp, seccomp + ", runAsUser: 0", message),
        pod("no seccomp profile", ", " + seccomp, "", message),
        pod("an open one", seccomp, "seccompProfile: {type: Unconfined}", message),
        pod(
            "a sysctl",
            seccomp,
            seccomp + ", sysctls: [{name: kernel.shm_rmid_forced, value: \"1\"}]",
            message),
        pod("a SELinux type", seccomp, seccomp + ", seLinuxOptions: {type: spc_t}", message));
  }

  private static List<Breakout> containers() {
    String dropped = "drop all capabilities and do not escalate";
    String kept = "do not take back what their pod gave up";
    String escalation = "allowPrivilegeEscalation: false";
    return List.of(
        pod("escalation", escalation + ", ", "", dropped),
        pod("privileges", escalation, "privileged: true", dropped),
        pod("capabilities", ", capabilities: {drop: [ALL]}", "", dropped),
        pod("one capability", "{drop: [ALL]}", "{drop: [ALL], add: [NET_ADMIN]}", dropped),
        pod(
            "an init container",
            "containers:",
            "initContainers: [{name: i, image: registry.test/i:1}]\n      containers:",
            dropped),
        pod("root in a container", escalation, escalation + ", runAsNonRoot: false", kept),
        pod("its number", escalation, escalation + ", runAsUser: 0", kept),
        pod(
            "a container without seccomp",
            escalation,
            escalation + ", seccompProfile: {type: Unconfined}",
            kept));
  }

  private static Breakout podWith(String what, String field, String message) {
    return pod(what, "containers:", field + "\n      containers:", message);
  }

  private static Breakout pod(String what, String text, String other, String message) {
    return breakout(what, DEPLOYMENT, text, other, message);
  }

  private static Breakout breakout(
      String what, Write write, String text, String other, String message) {
    return new Breakout(what, write.with(text, other), message);
  }
}
