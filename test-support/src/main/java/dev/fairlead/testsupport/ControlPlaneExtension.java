package dev.fairlead.testsupport;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class a {@link ControlPlane}:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ControlPlaneExtension KUBE =
 *     new ControlPlaneExtension(ControlPlaneConfig.apiServer().withNodes(2));
 *
 * @Test
 * void something(ControlPlane kube, KubernetesClient client) { … }
 * }</pre>
 *
 * <p>Classes with equal configurations share one, started for the first and ended with the run;
 * each test works in a namespace of its own ({@link ControlPlane#newNamespace}). Where classes are
 * spread over several JVMs, each class is a run of its own. A {@linkplain
 * ControlPlaneConfig#dedicated dedicated} one ends with its class. Where binaries are missing the
 * class fails and says how to get them; it is never skipped.
 */
public final class ControlPlaneExtension implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(ControlPlaneExtension.class);

  private final ControlPlaneConfig config;

  /** For a control plane that consists of this. */
  public ControlPlaneExtension(ControlPlaneConfig config) {
    this.config = config;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    controlPlane(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == ControlPlane.class || type == KubernetesClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ControlPlane plane = controlPlane(context);
    return parameter.getParameter().getType() == ControlPlane.class ? plane : plane.client();
  }

  private ControlPlane controlPlane(ExtensionContext context) {
    ExtensionContext owner = config.shared() ? context.getRoot() : ofClass(context);
    // JUnit closes what is left in a store.
    return owner
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(config, ControlPlane::start, ControlPlane.class);
  }

  /** The outermost class: nested ones share its control plane. */
  private static ExtensionContext ofClass(ExtensionContext context) {
    ExtensionContext found = context;
    while (found.getParent().filter(parent -> parent.getTestClass().isPresent()).isPresent()) {
      found = found.getParent().orElseThrow();
    }
    return found;
  }
}
