package dev.fairlead.testsupport;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** etcd and kube-apiserver. */
public final class ApiServer implements AutoCloseable {
  private static final String PORT_TAKEN = "address already in use";

  private final KubeBinaries binaries;
  private final Workspace workspace;
  private final boolean serviceAccounts;
  private final Credentials credentials = Credentials.random();
  private final int port = freePort();
  private final int etcdPort = freePort();
  private final KubeProcess etcd;
  private KubeProcess server;

  private ApiServer(KubeBinaries binaries, Workspace workspace, boolean serviceAccounts) {
    this.binaries = binaries;
    this.workspace = workspace;
    this.serviceAccounts = serviceAccounts;
    workspace.write(workspace.secrets().resolve("tokens.csv"), credentials.tokenFile());
    workspace.write(
        workspace.secrets().resolve("service-accounts.key"), Credentials.serviceAccountKey());
    workspace.write(workspace.directory().resolve("audit-policy.yaml"), AuditLog.POLICY);
    etcd = launch("etcd", etcdArguments());
    server = launch("kube-apiserver", arguments());
  }

  /**
   * Starts both and waits until the server is ready.
   *
   * @param serviceAccounts whether pods need a service account, which only the controllers make
   */
  static ApiServer start(KubeBinaries binaries, Workspace workspace, boolean serviceAccounts) {
    return start(binaries, workspace, serviceAccounts, 3);
  }

  /** A port that was free may be taken a moment later: then others are tried. */
  private static ApiServer start(
      KubeBinaries binaries, Workspace workspace, boolean serviceAccounts, int attempts) {
    var started = new ApiServer(binaries, workspace, serviceAccounts);
    try {
      started.awaitReady();
      started.writeKubeconfigs();
      return started;
    } catch (RuntimeException | Error e) {
      boolean portTaken =
          started.etcd.logTail().contains(PORT_TAKEN)
              || started.server.logTail().contains(PORT_TAKEN);
      started.close();
      if (portTaken && attempts > 1) {
        return start(binaries, workspace, serviceAccounts, attempts - 1);
      }
      throw e;
    }
  }

  /** Starts the server again, at the same address, and waits until it is ready. */
  public void start() {
    if (server.isAlive()) {
      throw new IllegalStateException("kube-apiserver runs already");
    }
    server = launch("kube-apiserver", arguments());
    awaitReady();
  }

  /** Stops the server (SIGTERM); etcd goes on. */
  public void stop() {
    server.stop();
  }

  /** Kills the server (SIGKILL); etcd goes on. */
  public void kill() {
    server.kill();
  }

  /** Its address, {@code https://127.0.0.1:PORT}. */
  public String url() {
    return "https://127.0.0.1:" + port;
  }

  /** Ends both and drops their data. */
  @Override
  public void close() {
    server.close();
    etcd.close();
    workspace.dropData();
  }

  ConfigBuilder clientConfig(String user) {
    return ControlPlane.emptyConfig()
        .withMasterUrl(url())
        .withCaCertData(certificate())
        .withOauthToken(credentials.token(user));
  }

  /** What the server identifies itself with; it makes that by itself when it starts first. */
  Path certificateFile() {
    return workspace.secrets().resolve("apiserver.crt");
  }

  private String certificate() {
    try {
      return Files.readString(certificateFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void writeKubeconfigs() {
    for (String user : credentials.tokens().keySet()) {
      workspace.write(
          workspace.kubeconfig(user), credentials.kubeconfig(user, url(), certificate()));
    }
  }

  private void awaitReady() {
    // The key is written after the certificate: once it is there, the certificate is complete.
    Path key = workspace.secrets().resolve("apiserver.key");
    Waiting.until("the certificate of kube-apiserver", () -> isRunning() && Files.exists(key));
    var config =
        clientConfig(Credentials.ADMIN).withRequestRetryBackoffLimit(0).withConnectionTimeout(1000);
    try (var client = new KubernetesClientBuilder().withConfig(config.build()).build()) {
      Waiting.until("kube-apiserver to be ready", () -> isRunning() && isReady(client));
    }
  }

  private static boolean isReady(KubernetesClient client) {
    try {
      return "ok".equals(client.raw("/readyz"));
    } catch (KubernetesClientException notYet) {
      return false;
    }
  }

  private boolean isRunning() {
    etcd.requireAlive();
    server.requireAlive();
    return true;
  }

  private KubeProcess launch(String program, List<String> arguments) {
    var command = new ArrayList<String>();
    command.add(binaries.path(program).toString());
    command.addAll(arguments);
    return KubeProcess.start(workspace.directory(), workspace.log(program), command);
  }

  private List<String> etcdArguments() {
    String url = "http://127.0.0.1:" + etcdPort;
    return List.of(
        "--data-dir=" + workspace.data(),
        "--listen-client-urls=" + url,
        "--advertise-client-urls=" + url,
        "--listen-peer-urls=http://127.0.0.1:0",
        // Nothing has to survive the machine.
        "--unsafe-no-fsync");
  }

  private List<String> arguments() {
    String key = workspace.secrets().resolve("service-accounts.key").toString();
    var arguments =
        new ArrayList<>(
            List.of(
                "--etcd-servers=http://127.0.0.1:" + etcdPort,
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                // 127.0.0.1 may not stand in an Endpoints object.
                "--endpoint-reconciler-type=none",
                "--secure-port=" + port,
                "--cert-dir=" + workspace.secrets(),
                "--token-auth-file=" + workspace.secrets().resolve("tokens.csv"),
                "--authorization-mode=RBAC",
                // as on nearly every cluster: what must not be there has to be refused by us
                "--allow-privileged=true",
                // off by default before 1.36: what changes pods as a site's own webhook would
                "--feature-gates=MutatingAdmissionPolicy=true",
                "--runtime-config=admissionregistration.k8s.io/v1beta1=true",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + key,
                "--service-account-signing-key-file=" + key,
                "--service-cluster-ip-range=10.96.0.0/16",
                "--audit-policy-file=" + workspace.directory().resolve("audit-policy.yaml"),
                "--audit-log-path=" + workspace.auditLog(),
                // MiB: it would start anew after 100, and those who count would lose count
                "--audit-log-maxsize=" + 10 * 1024));
    if (!serviceAccounts) {
      arguments.add("--disable-admission-plugins=ServiceAccount");
    }
    return arguments;
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
