package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A namespace of its own for each story, and what its actors do there. When a test fails, what the
 * cluster knew is printed.
 */
final class Stage implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration OFTEN = Duration.ofMillis(200);

  private String namespace = "";
  private KubernetesClient client = new KubernetesClientBuilder().build();

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    String kubeconfig = Files.readString(Path.of(Shell.environment("FAIRLEAD_E2E_KUBECONFIG")));
    client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
    namespace = "e2e-" + context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT);
    Shell.attempt(
        "", "kubectl", "delete", "namespace", namespace, "--ignore-not-found", "--timeout=120s");
    Shell.run("kubectl", "create", "namespace", namespace);
    Shell.run(
        "kubectl",
        "label",
        "namespace",
        namespace,
        "pod-security.kubernetes.io/enforce=restricted");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      for (String[] command :
          new String[][] {
            {"get", "modeldeployments,deployments,services,endpointslices,pods", "-o", "wide"},
            {"get", "modeldeployments", "-o", "yaml"},
            {"get", "events", "--sort-by=.lastTimestamp"},
            {
              "logs",
              "-l",
              "app.kubernetes.io/managed-by=fairlead",
              "--all-containers",
              "--prefix",
              "--tail=40"
            }
          }) {
        System.out.println(kubectlResult(command).output());
      }
      System.out.println(
          Shell.attempt(
                  "",
                  "kubectl",
                  "-n",
                  "fairlead-system",
                  "logs",
                  "-l",
                  "app.kubernetes.io/component=operator",
                  "--prefix",
                  "--tail=60")
              .output());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    Shell.attempt("", "kubectl", "delete", "namespace", namespace, "--wait=false");
    client.close();
  }

  String namespace() {
    return namespace;
  }

  KubernetesClient client() {
    return client;
  }

  String kubectl(String... arguments) {
    Shell.Result result = kubectlResult(arguments);
    assertThat(result.code()).as("kubectl %s: %s", List.of(arguments), result.output()).isZero();
    return result.output();
  }

  Shell.Result kubectlResult(String... arguments) {
    String[] command = new String[arguments.length + 3];
    command[0] = "kubectl";
    command[1] = "-n";
    command[2] = namespace;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return Shell.attempt("", command);
  }

  String apply(String yaml) {
    return Shell.feed(yaml, "kubectl", "-n", namespace, "apply", "-f", "-");
  }

  ModelDeployment get(String name) {
    return client.resources(ModelDeployment.class).inNamespace(namespace).withName(name).get();
  }

  Optional<Condition> condition(String name, String type) {
    ModelDeployment md = get(name);
    return md == null || md.getStatus() == null || md.getStatus().conditions() == null
        ? Optional.empty()
        : md.getStatus().conditions().stream()
            .filter(c -> c.getType().equals(type))
            .filter(c -> md.getMetadata().getGeneration().equals(c.getObservedGeneration()))
            .findFirst();
  }

  /** Ready at the current generation. */
  void awaitReady(String name) {
    await(name + " is ready")
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(
            () -> condition(name, "Ready").map(Condition::getStatus).equals(Optional.of("True")));
  }

  /** Ready with nothing left to do. */
  void awaitSettled(String name) {
    await(name + " is settled")
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(
            () ->
                condition(name, "Ready").map(Condition::getStatus).equals(Optional.of("True"))
                    && condition(name, "Reconciling").isEmpty());
  }

  /** That reason for not being ready, at the current generation; gives its message. */
  String awaitReason(String name, String reason) {
    await(name + " says " + reason)
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(
            () -> condition(name, "Ready").map(Condition::getReason).equals(Optional.of(reason)));
    return condition(name, "Ready").map(Condition::getMessage).orElse("");
  }

  List<Pod> pods(String name) {
    return client
        .pods()
        .inNamespace(namespace)
        .withLabel("serving.fairlead.dev/modeldeployment", name)
        .list()
        .getItems();
  }

  String stableRevision(String name) {
    return String.valueOf(get(name).getStatus().stableRevision());
  }

  /** Runs one of the tools in a pod that passes {@code restricted}. */
  void start(String pod, String serviceAccount, List<String> arguments) {
    apply(Manifests.tool(pod, serviceAccount, arguments));
    await(pod + " runs")
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(() -> List.of("Running", "Succeeded").contains(phase(pod)));
  }

  /** The one line of JSON that it ends with. */
  String result(String pod) {
    await(pod + " ends")
        .atMost(PATIENCE)
        .pollInterval(OFTEN)
        .until(() -> phase(pod).equals("Succeeded"));
    String log = kubectl("logs", pod);
    return log.lines()
        .filter(line -> line.startsWith("{"))
        .findFirst()
        .orElseThrow(() -> new AssertionError(log));
  }

  private String phase(String pod) {
    Pod found = client.pods().inNamespace(namespace).withName(pod).get();
    return found == null || found.getStatus() == null
        ? ""
        : String.valueOf(found.getStatus().getPhase());
  }
}
