package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A version that is to take over beside one that serves, and what is planned and said of both. */
abstract class CandidateScene {
  /** Of the first live settings. */
  static final long FIRST_NUMBER = Scene.NOW.getEpochSecond();

  final Scene scene;

  CandidateScene(String spec) {
    this.scene = Scene.of(spec);
  }

  final String pod(int index) {
    return scene.pods().stream().map(ModelPod::name).toList().get(index);
  }

  final void told() {
    scene.previous(status());
  }

  final ModelDeploymentStatus status() {
    return StatusFactory.of(scene.situation());
  }

  final List<String> conditions() {
    return status().conditions().stream()
        .map(c -> c.getType() + "=" + c.getStatus() + " " + c.getReason())
        .toList();
  }

  final String message() {
    return Conditions.find(status().conditions(), "Ready").orElseThrow().getMessage();
  }

  final <T extends HasMetadata> Stream<T> planned(Class<T> kind) {
    return scene.plan().apply().stream().filter(kind::isInstance).map(kind::cast);
  }

  final Map<String, Integer> replicas() {
    return planned(Deployment.class)
        .collect(Collectors.toMap(d -> d.getMetadata().getName(), d -> d.getSpec().getReplicas()));
  }

  final String live() {
    return planned(ConfigMap.class)
        .filter(c -> c.getMetadata().getName().equals("minilm-live"))
        .findFirst()
        .orElseThrow()
        .getData()
        .get("live.yaml");
  }

  final String leadsTo(String service) {
    return planned(Service.class)
        .filter(s -> s.getMetadata().getName().equals(service))
        .findFirst()
        .orElseThrow()
        .getSpec()
        .getSelector()
        .get(Labels.REVISION);
  }
}
