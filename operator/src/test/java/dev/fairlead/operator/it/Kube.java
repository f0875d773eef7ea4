package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The control plane that these tests share, and the operator's place in it. */
final class Kube {
  static final ControlPlaneConfig CONFIG =
      ControlPlaneConfig.apiServer()
          .withNodes(2)
          .withCrdFromClassPath("META-INF/fairlead/modeldeployments.serving.fairlead.dev.yaml");

  private static final int UNPROCESSABLE = 422;
  private static final String PREFIX = "system:serviceaccount:";

  private static final Map<ControlPlane, String> HOMES = new ConcurrentHashMap<>();

  private Kube() {}

  /** One that has the operator's rights only. */
  static InProcessOperator startOperator(ControlPlane kube) {
    return startOperator(kube, TestConfig.DEFAULT);
  }

  static InProcessOperator startOperator(ControlPlane kube, TestConfig settings) {
    return startOperator(kube, settings, http -> {});
  }

  /** One that takes the time from there. */
  static InProcessOperator startOperator(ControlPlane kube, TestConfig settings, Clock clock) {
    return InProcessOperator.start(configOfOperator(kube), settings, clock);
  }

  /** One whose requests go through {@code http}. */
  static InProcessOperator startOperator(
      ControlPlane kube, TestConfig settings, Consumer<HttpClient.Builder> http) {
    return InProcessOperator.start(configOfOperator(kube), settings, http);
  }

  /** How an operator connects that has its rights only; all have the same account. */
  static Config configOfOperator(ControlPlane kube) {
    String home = HOMES.computeIfAbsent(kube, Kube::newHome);
    return kube.configOfServiceAccount(home, OperatorRights.ACCOUNT);
  }

  private static String newHome(ControlPlane kube) {
    String namespace = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), namespace);
    return namespace;
  }

  /** One of several that share that namespace and its lease. */
  static InProcessOperator startCandidate(
      ControlPlane kube, TestConfig settings, String namespace) {
    return InProcessOperator.startCandidate(
        kube.configOfServiceAccount(namespace, OperatorRights.ACCOUNT), settings, namespace);
  }

  /** Runs an operator as long as the story takes. */
  static void withOperator(ControlPlane kube, Runnable story) {
    withOperator(kube, TestConfig.DEFAULT, http -> {}, story);
  }

  /** Runs one that serves only that namespace, so that others may run beside it. */
  static void withOperator(ControlPlane kube, Models models, Runnable story) {
    withOperator(kube, TestConfig.DEFAULT.watching(models.namespace()), http -> {}, story);
  }

  /** Runs one whose requests go through {@code http}. */
  static void withOperator(
      ControlPlane kube, TestConfig settings, Consumer<HttpClient.Builder> http, Runnable story) {
    tell(kube, () -> startOperator(kube, settings, http), story);
  }

  /** Runs one that takes the time from there. */
  static void withOperator(ControlPlane kube, TestConfig settings, Clock clock, Runnable story) {
    tell(kube, () -> startOperator(kube, settings, clock), story);
  }

  private static void tell(ControlPlane kube, Supplier<InProcessOperator> start, Runnable story) {
    AuditLog.Mark before = kube.auditLog().mark();
    InProcessOperator operator = start.get();
    try {
      story.run();
    } finally {
      operator.close();
    }
    assertThat(ofOperators(kube, before).filter(e -> e.subresource().equals("status")))
        .as("statuses that the schema refuses")
        .noneMatch(e -> e.code() == UNPROCESSABLE);
  }

  private static Stream<AuditEvent> ofOperators(ControlPlane kube, AuditLog.Mark since) {
    return kube.auditLog().since(since).stream()
        .filter(
            e -> e.user().startsWith(PREFIX) && e.user().endsWith(":" + OperatorRights.ACCOUNT));
  }

  /** What operators wrote or tried to write since then, wherever that was. */
  static List<AuditEvent> writes(ControlPlane kube, AuditLog.Mark since) {
    return ofOperators(kube, since).toList();
  }

  /** What an operator wrote in that namespace since then, events apart. */
  static List<AuditEvent> writes(ControlPlane kube, AuditLog.Mark since, String namespace) {
    return ofOperators(kube, since)
        .filter(e -> e.namespace().equals(namespace))
        .filter(e -> !e.resource().equals("events"))
        .toList();
  }
}
