package dev.fairlead.testsupport;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A running control plane on loopback addresses: etcd, kube-apiserver, and what its {@link
 * ControlPlaneConfig} asks for. Logs, the audit log and the kubeconfig are in {@link #directory()},
 * which stays after the run.
 */
public final class ControlPlane implements AutoCloseable {
  private final Workspace workspace;
  private final ApiServer apiServer;
  private final List<KubeProcess> others = new ArrayList<>();
  private final KubernetesClient client;
  private final AtomicInteger namespaces = new AtomicInteger();

  private ControlPlane(Workspace workspace, ApiServer apiServer, KubernetesClient client) {
    this.workspace = workspace;
    this.apiServer = apiServer;
    this.client = client;
  }

  /**
   * Starts one and waits until it answers, its CRDs are served and its nodes are ready.
   *
   * @throws IllegalStateException if a binary is missing (the message names the cure) or a program
   *     ends (the message has the end of its log)
   */
  public static ControlPlane start(ControlPlaneConfig config) {
    KubeBinaries binaries = KubeBinaries.ofThisMachine();
    binaries.paths(Components.needed(config));
    Workspace workspace = Workspace.create();
    ApiServer apiServer = ApiServer.start(binaries, workspace, config.controllers());
    var plane =
        new ControlPlane(
            workspace, apiServer, client(apiServer.clientConfig(Credentials.ADMIN).build()));
    try {
      new Components(binaries, workspace, apiServer, plane.client, plane.others).start(config);
      return plane;
    } catch (RuntimeException | Error e) {
      plane.close();
      throw e;
    }
  }

  /** A client that may do everything; closed with the control plane. */
  public KubernetesClient client() {
    return client;
  }

  /** The kubeconfig file of that client's user, for kubectl and for programs. */
  public Path kubeconfig() {
    return workspace.kubeconfig(Credentials.ADMIN);
  }

  /** kubectl, with {@link #kubeconfig()}. */
  public Kubectl kubectl() {
    return new Kubectl(KubeBinaries.ofThisMachine().path("kubectl"), kubeconfig(), directory());
  }

  /**
   * How a program with a service account's rights connects: a token of that account, by the
   * TokenRequest API, valid for four hours. The account need have no pod; it must exist.
   */
  public Config configOfServiceAccount(String namespace, String name) {
    var request =
        new TokenRequestBuilder().withNewSpec().withExpirationSeconds(4 * 3600L).endSpec().build();
    String token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(name)
            .tokenRequest(request)
            .getStatus()
            .getToken();
    return apiServer.clientConfig(Credentials.ADMIN).withOauthToken(token).build();
  }

  /** Creates a namespace with a name of its own, so that tests do not meet. */
  public String newNamespace(String prefix) {
    String name = prefix + "-" + namespaces.incrementAndGet();
    client
        .namespaces()
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    if (!others.isEmpty()) {
      // Pods are refused until the controllers have made the namespace's service account.
      Waiting.until(
          "the default service account of " + name,
          () -> client.serviceAccounts().inNamespace(name).withName("default").get() != null);
    }
    return name;
  }

  /** Every write that was asked of the API server. */
  public AuditLog auditLog() {
    return new AuditLog(workspace.auditLog());
  }

  /** The API server itself, to be stopped, killed and started again. */
  public ApiServer apiServer() {
    return apiServer;
  }

  /** Where its logs are. */
  public Path directory() {
    return workspace.directory();
  }

  /** Ends all programs and drops their data; logs stay. */
  @Override
  public void close() {
    client.close();
    others.reversed().forEach(KubeProcess::close);
    apiServer.close();
  }

  private static KubernetesClient client(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** A client builder's start that reads nothing from this machine. */
  static ConfigBuilder emptyConfig() {
    return new ConfigBuilder(Config.empty());
  }
}
