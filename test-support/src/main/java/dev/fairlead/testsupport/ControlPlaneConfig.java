package dev.fairlead.testsupport;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a control plane consists of. Tests that ask for equal ones share one, so a class costs its
 * start (3 to 6 s) only once per run.
 *
 * @param controllers whether kube-controller-manager runs: ReplicaSets, garbage collection,
 *     EndpointSlices, service accounts. Without it Deployments stay without pods, and namespaces
 *     are never deleted
 * @param nodes number of fake nodes (kwok); with any, kube-scheduler runs too
 * @param crds CustomResourceDefinitions to install, one document per location
 * @param shared whether tests share it: not those that stop or fill it
 */
public record ControlPlaneConfig(boolean controllers, int nodes, List<URI> crds, boolean shared) {
  /** Copies the list. */
  public ControlPlaneConfig {
    crds = List.copyOf(crds);
  }

  /** etcd and kube-apiserver alone: enough for schemas, CEL, apply and RBAC. */
  public static ControlPlaneConfig apiServer() {
    return new ControlPlaneConfig(false, 0, List.of(), true);
  }

  /** With kube-controller-manager. */
  public ControlPlaneConfig withControllers() {
    return new ControlPlaneConfig(true, nodes, crds, shared);
  }

  /**
   * With kube-controller-manager, kube-scheduler and this many fake nodes ({@link FakeNodes#node}).
   * Their pods are ready at once and their init containers end with a {@code Fetched:} line, unless
   * an annotation of the pod says otherwise: {@code test.fairlead.dev/fetch-fails: LINE} and {@code
   * test.fairlead.dev/server-fails: LINE} put the first containers into back-off with that
   * termination message; of {@code test.fairlead.dev/pod: untouched} the test writes the status. A
   * pod that is deleted is gone at once.
   */
  public ControlPlaneConfig withNodes(int count) {
    return new ControlPlaneConfig(true, count, crds, shared);
  }

  /** With the CustomResourceDefinition of a file. */
  public ControlPlaneConfig withCrd(Path file) {
    return withCrd(file.toUri());
  }

  /**
   * With the CustomResourceDefinition of a class path resource, such as {@code
   * META-INF/fairlead/modeldeployments.serving.fairlead.dev.yaml} of the crds jar.
   *
   * @throws IllegalArgumentException if there is no such resource
   */
  public ControlPlaneConfig withCrdFromClassPath(String resource) {
    URL found = Thread.currentThread().getContextClassLoader().getResource(resource);
    if (found == null) {
      throw new IllegalArgumentException("not on the class path: " + resource);
    }
    try {
      return withCrd(found.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(resource, e);
    }
  }

  /** With the HTTPRoutes of Gateway API, and nobody who looks after them. */
  public ControlPlaneConfig withGatewayApi() {
    return withCrd(KubeBinaries.ofThisMachine().httpRoutes());
  }

  /** Started for one test class only, which may stop, kill and fill it. */
  public ControlPlaneConfig dedicated() {
    return new ControlPlaneConfig(controllers, nodes, crds, false);
  }

  private ControlPlaneConfig withCrd(URI location) {
    return new ControlPlaneConfig(
        controllers, nodes, Stream.concat(crds.stream(), Stream.of(location)).toList(), shared);
  }
}
