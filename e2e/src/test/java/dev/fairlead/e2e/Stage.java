package dev.fairlead.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A namespace of its own for each story, in which only pods that pass {@code restricted} may run.
 * When a test fails, what the cluster knew is printed; when a story ends, the operator must have
 * had no surprise.
 */
final class Stage implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  /** By which {@code e2e/run} finds what a run that was cut off has left. */
  private static final String MARK = "e2e.test/story=yes";

  private String namespace = "";
  private KubernetesClient client = new KubernetesClientBuilder().build();

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    String kubeconfig = Files.readString(Path.of(Shell.environment("FAIRLEAD_E2E_KUBECONFIG")));
    client.close();
    client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
    namespace = "e2e-" + context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT);
    Shell.run("kubectl", "delete", "namespace", namespace, "--ignore-not-found", "--timeout=120s");
    Shell.run("kubectl", "create", "namespace", namespace);
    Shell.run(
        "kubectl",
        "label",
        "namespace",
        namespace,
        "pod-security.kubernetes.io/enforce=restricted",
        MARK);
    Patience.until(
        "pods may be made there", () -> attempt("get", "serviceaccount", "default").code() == 0);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      System.out.println(Evidence.of(this));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      System.out.println(Evidence.of(this));
    }
    Shell.attempt("", "kubectl", "delete", "namespace", namespace, "--wait=false");
    client.close();
    Operator.hadNoSurprise();
  }

  String namespace() {
    return namespace;
  }

  KubernetesClient client() {
    return client;
  }

  /** The ModelDeployment of that name, whether it is there or not. */
  Model model(String name) {
    return new Model(this, name);
  }

  /** All of them go, with their pods. */
  void clear() {
    kubectl("delete", "modeldeployments", "--all");
    Patience.until(
        "no pod of a model is left",
        () ->
            client
                .pods()
                .inNamespace(namespace)
                .withLabel(Model.LABEL)
                .list()
                .getItems()
                .isEmpty());
  }

  String kubectl(String... arguments) {
    return Shell.run(command(arguments));
  }

  Shell.Result attempt(String... arguments) {
    return Shell.attempt("", command(arguments));
  }

  String apply(String yaml) {
    return Shell.feed(yaml, command("apply", "-f", "-"));
  }

  private String[] command(String... arguments) {
    String[] command = new String[arguments.length + 3];
    command[0] = "kubectl";
    command[1] = "-n";
    command[2] = namespace;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return command;
  }
}
