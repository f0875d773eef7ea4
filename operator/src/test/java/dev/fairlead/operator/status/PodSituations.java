package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.Reason;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.status.Shown.Meaning;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import java.util.stream.Stream;

/** What keeps the only version from serving, as nodes, programs and admissions tell of it. */
final class PodSituations {
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";

  private PodSituations() {}

  static List<Shown> all() {
    return Stream.of(refused(), ofNodes(), ofFetch(), ofServers())
        .flatMap(situations -> situations)
        .toList();
  }

  private static Stream<Shown> refused() {
    return Stream.of(
        refused("exceeded quota: pods, requested: pods=1, used: pods=0, limited: pods=0"),
        refused("minimum memory usage per Container is 1Gi, but request is 192Mi"),
        refused("violates PodSecurity \"restricted:latest\": host namespaces"),
        refused("admission webhook \"w.test\" denied the request: no"));
  }

  private static Shown refused(String words) {
    Scene scene = Scene.of(ONE);
    String first = scene.record();
    scene
        .deployment(
            first,
            1,
            deployment ->
                new DeploymentBuilder(deployment)
                    .withNewStatus()
                    .addNewCondition()
                    .withType("ReplicaFailure")
                    .withStatus("True")
                    .withMessage(words)
                    .endCondition()
                    .endStatus()
                    .build())
        .service(new Selection.One(first));
    return Situations.shown(words, Meaning.BROKEN, scene);
  }

  private static Stream<Shown> ofNodes() {
    return Stream.of(
        Situations.shown(
            "there is no such claim",
            Meaning.BROKEN,
            claims("persistentvolumeclaim \"models\" not found")),
        Situations.shown(
            "its claim has no volume",
            Meaning.UNDER_WAY,
            claims("pod has unbound immediate PersistentVolumeClaims")),
        broken("there is no such image", Pods.serverWaits("ImagePullBackOff", "not found")),
        broken("no login for the image", Pods.serverWaits("ImagePullBackOff", "unauthorized")),
        broken("no container", Pods.serverWaits("CreateContainerConfigError", "no such key")),
        broken("too little memory", Pods.serverFailed(137, "OOMKilled", "")));
  }

  private static Scene claims(String words) {
    return first("model: {uri: 'pvc://models/minilm'}", Pods.unschedulable(words).in("models"));
  }

  private static Stream<Shown> ofFetch() {
    return Stream.of(
            Reason.CREDENTIALS_NOT_FOUND,
            Reason.ACCESS_DENIED,
            Reason.MODEL_NOT_FOUND,
            Reason.FETCH_FAILED,
            Reason.DIGEST_MISMATCH,
            Reason.SOURCE_MOVED,
            Reason.ARCHIVE_REFUSED,
            Reason.STORAGE_FULL)
        .map(reason -> reason.value() + ": no")
        .map(line -> broken("fetch says " + line, Pods.fetchFailed(line)));
  }

  private static Stream<Shown> ofServers() {
    Situation unready = first(ONE, Pods.loading()).situation(new Answer.Unready("HTTP 503", true));
    return Stream.concat(
        Stream.of(
                Reason.FORMAT_NOT_SUPPORTED,
                Reason.MODEL_INVALID,
                Reason.DEVICE_UNAVAILABLE,
                Reason.CRASHED)
            .map(reason -> reason.value() + ": no")
            .map(line -> broken("the server says " + line, Pods.serverFailed(1, "Error", line))),
        Stream.of(
            Situations.shown(
                "a foreign server is not ready",
                Meaning.UNDER_WAY,
                unready.seen().primary(),
                StatusFactory.of(unready))));
  }

  private static Shown broken(String what, Pods pod) {
    return Situations.shown(what, Meaning.BROKEN, first(ONE, pod));
  }

  /** The first version has a pod like that. */
  private static Scene first(String spec, Pods pod) {
    Scene scene = Scene.of(spec);
    String first = scene.record();
    return scene.deployment(first, 1).pod(first, pod).service(new Selection.One(first));
  }
}
