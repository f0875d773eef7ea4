package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.operator.PlayedGateway;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import java.util.List;

/** A model behind a gateway, and a canary that the gateway shares requests out for. */
class RouteScene extends CandidateScene {
  static final String ROUTE =
      "route: {parentRefs: [{name: public, namespace: gateways}], hostnames: [m.example.com]}\n";
  static final String CANARY =
      "rollout: {strategy: Canary, canary: {steps: [{weight: 20}, {weight: 50}]%s}}\n";
  static final String FOREIGN =
      "runtime: {image: 'registry.test/server:1', custom: {ports: [{name: http, containerPort:"
          + " 8080}]}}\n";

  String first = "";
  String second = "";

  RouteScene() {
    super(spec(1, ROUTE));
    scene.gatewayApi();
  }

  /** Two pods serve. */
  final void serves(String server) {
    scene.edit(spec(1, server + ROUTE));
    serve();
  }

  final void serve() {
    first = scene.record();
    scene
        .deployment(first, 2)
        .pod(first, Pods.ready())
        .pod(first, Pods.ready())
        .service(new Selection.One(first));
    var model = new ModelStatus("ONNX", null, null, List.of(), List.of());
    scene.previous(StatusFactory.of(scene.situation(new Answer.From(first, model))));
  }

  /** The next version has its pod, and its share is written. */
  final void share() {
    serves("");
    scene.shared().gateways(PlayedGateway::accepts);
    second = scene.edit(spec(2, ROUTE + CANARY.formatted(""))).record();
    told();
    scene.shared();
    scene.deployment(second, 1).pod(second, Pods.ready());
    told();
    scene.shared();
  }

  static String spec(int version, String more) {
    return "model: {uri: 'oci://registry.test/models/minilm:%d'}\nreplicas: 2\n".formatted(version)
        + more;
  }
}
