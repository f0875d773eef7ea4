package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;

/** The Service that clients call: its selector alone decides which revisions they reach. */
final class ModelService {
  private ModelService() {}

  /** {@code switchNumber} goes up with every change of {@code selection}. */
  static Service of(ModelDeployment md, Selection selection, long switchNumber) {
    String name = md.getMetadata().getName();
    Map<String, String> labels = Labels.of(name);
    labels.put(Labels.SWITCH, Long.toString(switchNumber));
    return new ServiceBuilder()
        .withMetadata(Metadata.of(md, name, labels))
        .withNewSpec()
        .withSelector(Labels.selector(name, selection))
        .addNewPort()
        .withName("http")
        .withPort(80)
        .withProtocol("TCP")
        .withTargetPort(new IntOrString("http"))
        .endPort()
        .addNewPort()
        .withName("grpc")
        .withPort(8081)
        .withProtocol("TCP")
        // HTTP/2 from the first byte, which meshes and gateways cannot guess
        .withAppProtocol("kubernetes.io/h2c")
        .withTargetPort(new IntOrString("grpc"))
        .endPort()
        .endSpec()
        .build();
  }
}
