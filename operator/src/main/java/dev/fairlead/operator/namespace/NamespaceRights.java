package dev.fairlead.operator.namespace;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelFormat;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Asks for the Namespace where a decision hangs on it; Namespaces are not watched. */
@ApplicationScoped
public class NamespaceRights {
  private static final String ALLOW_CODE = "serving.fairlead.dev/allow-code";

  private final KubernetesClient client;

  /** Asks by this client. */
  public NamespaceRights(KubernetesClient client) {
    this.client = client;
  }

  /** Whether the model may carry code; asked only of one that does. */
  public boolean allowCode(ModelDeployment md) {
    if (md.getSpec().model().format() != ModelFormat.TorchScript) {
      return false;
    }
    Namespace namespace = client.namespaces().withName(md.getMetadata().getNamespace()).get();
    if (namespace == null) {
      return false;
    }
    Map<String, String> labels = namespace.getMetadata().getLabels();
    return labels != null && "true".equals(labels.get(ALLOW_CODE));
  }
}
