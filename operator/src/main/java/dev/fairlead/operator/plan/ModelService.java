package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;

/**
 * The Service that clients call, whose selector alone decides which revisions they reach, and the
 * one by which the stable pods reach a canary's candidate.
 */
final class ModelService {
  private ModelService() {}

  /** {@code switchNumber} goes up with every change of {@code selection}. */
  static Service of(ModelDeployment md, Selection selection, long switchNumber) {
    String name = md.getMetadata().getName();
    Map<String, String> labels = Labels.of(name);
    labels.put(Labels.SWITCH, Long.toString(switchNumber));
    return of(Metadata.of(md, name, labels), Labels.selector(name, selection));
  }

  /** With the same ports; it leads to ready pods of that revision. */
  static Service ofCandidate(ModelDeployment md, String revision) {
    String name = md.getMetadata().getName();
    return of(
        Metadata.of(md, Labels.candidateService(name), Labels.of(name)),
        Labels.selector(name, new Selection.One(revision)));
  }

  private static Service of(ObjectMeta metadata, Map<String, String> selector) {
    return new ServiceBuilder()
        .withMetadata(metadata)
        .withNewSpec()
        .withSelector(selector)
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
