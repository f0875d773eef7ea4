package dev.fairlead.operator.it;

import dev.fairlead.testsupport.KubeBinaries;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The chart's ValidatingAdmissionPolicies, as an installation brings them. */
final class Policies {
  private Policies() {}

  /** Those that hold the operator's account of that namespace. */
  static void holdOperator(KubernetesClient admin, String namespace, String account) {
    apply(admin, namespace, account, "policies-operator.yaml");
  }

  /** Those that hold users; {@code name} tells them from those of other installations. */
  static void holdUsers(KubernetesClient admin, String name) {
    apply(admin, name, name, "policies-users.yaml");
  }

  private static void apply(
      KubernetesClient admin, String namespace, String account, String template) {
    byte[] yaml = render(namespace, account, template).getBytes(StandardCharsets.UTF_8);
    admin.load(new ByteArrayInputStream(yaml)).create();
  }

  /**
   * The release is called like its namespace, or like an account of its own: as no other test's.
   */
  private static String render(String namespace, String account, String template) {
    var builder =
        new ProcessBuilder(
                KubeBinaries.ofThisMachine().path("helm").toString(),
                "template",
                account.equals(OperatorRights.ACCOUNT) ? namespace : account,
                "../helm/fairlead",
                "--namespace=" + namespace,
                "--kube-version=1.34",
                "--set=serviceAccount.name=" + account,
                "--show-only=templates/" + template)
            .redirectErrorStream(true);
    try {
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while helm ran", e);
    }
  }
}
