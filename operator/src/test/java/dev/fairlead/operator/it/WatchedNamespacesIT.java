package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Operators that serve some namespaces only, with rights there and nowhere else. */
class WatchedNamespacesIT {
  private static final String SPEC =
      """
      model: {uri: "oci://registry.test/models/minilm:1"}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """;

  /** The operator has to ask for the Namespace of such a model. */
  private static final String SCRIPT =
      """
      model: {uri: "oci://registry.test/models/script@sha256:%s", format: TorchScript}
      resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 64Mi}}
      """
          .formatted("1".repeat(64));

  /**
   * Nodes are what there is a ClusterRole for; everybody may ask for their own rights and, which
   * are no resources, for the version and for what the API server serves.
   */
  private static final Set<String> OF_THE_CLUSTER = Set.of("nodes", "selfsubjectrulesreviews", "");

  private static final int FORBIDDEN = 403;

  @RegisterExtension
  static final ControlPlaneExtension KUBE = new ControlPlaneExtension(Kube.CONFIG);

  @TempDir Path folder;

  private ControlPlane kube;
  private String home;

  @BeforeEach
  void givenANamespaceForOperators(ControlPlane kube) {
    this.kube = kube;
    home = kube.newNamespace("fairlead-system");
  }

  @Test
  void twoSideBySideTouchTheirOwnNamespacesOnly() throws Exception {
    Models red = models("red");
    Models redToo = models("red");
    Models blue = models("blue");
    Models nobodys = models("nobodys");
    allowCode(redToo.namespace());
    String[] names = names("red", "blue");

    try (var reds = packaged(names[0], red.namespace(), redToo.namespace());
        var blues = packaged(names[1], blue.namespace())) {
      List.of(reds, blues).forEach(operator -> Waiting.until("it listens", operator::listens));
      nobodys.apply("minilm", SPEC);
      for (Models models : List.of(red, redToo, blue)) {
        models.apply("minilm", SPEC);
      }
      redToo.apply("script", SCRIPT);
      for (Models models : List.of(red, redToo, blue)) {
        models.awaitReady("minilm");
      }
      redToo.awaitReady("script");
      for (Models models : List.of(red, redToo, blue)) {
        models.apply("minilm", SPEC + "refresh: again\n");
        models.awaitReady("minilm");
      }
    }

    assertThat(nobodys.get("minilm").getStatus().conditions()).isNull();
    assertThat(nobodys.deployments("minilm")).isEmpty();
    assertThat(touched(names[0]))
        .containsExactlyInAnyOrder(home, red.namespace(), redToo.namespace());
    assertThat(touched(names[1])).containsExactlyInAnyOrder(home, blue.namespace());
  }

  @Test
  void withoutBudgetsNothingOfTheClusterIsAskedFor() {
    Models models = models("roles");
    String name = names("roles")[0];
    OperatorRights.grantIn(kube.client(), home, name, List.of(models.namespace()));
    TestConfig settings = TestConfig.DEFAULT.withoutBudgets().watching(models.namespace());

    try (var operator =
        InProcessOperator.start(kube.configOfServiceAccount(home, name), settings)) {
      models.apply("minilm", SPEC);
      models.awaitReady("minilm");
      assertThat(operator.reconciles()).isPositive();
    }

    // what the API server serves is no resource, and everybody may ask for it
    assertThat(requests(name))
        .filteredOn(request -> !request.resource().isEmpty())
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.namespace()).isEqualTo(models.namespace()))
        .noneMatch(request -> request.code() == FORBIDDEN);
  }

  private Models models(String prefix) {
    return new Models(kube.client(), kube.newNamespace(prefix));
  }

  /** Accounts that no other test has, since the audit log is everybody's. */
  private String[] names(String... prefixes) {
    return List.of(prefixes).stream().map(prefix -> prefix + "-of-" + home).toArray(String[]::new);
  }

  /** Set up as the chart does it. */
  private PackagedOperator packaged(String name, String... namespaces) throws IOException {
    OperatorRights.grantIn(kube.client(), home, name, List.of(namespaces));
    OperatorRights.grantNodes(kube.client(), home, name);
    return PackagedOperator.start(
        Files.createDirectory(folder.resolve(name)),
        kube.configOfServiceAccount(home, name),
        home,
        Map.of(
            "FAIRLEAD_WATCH_NAMESPACES",
            String.join(",", namespaces),
            "FAIRLEAD_LEADER_ELECTION_LEASE",
            name));
  }

  /** The namespaces that an operator asked for something in; nothing was refused to it. */
  private Set<String> touched(String account) {
    List<AuditEvent> requests = requests(account);
    assertThat(requests).noneMatch(request -> request.code() == FORBIDDEN);
    assertThat(requests)
        .filteredOn(request -> request.namespace().isEmpty())
        .allSatisfy(request -> assertThat(request.resource()).isIn(OF_THE_CLUSTER));
    return requests.stream()
        .map(AuditEvent::namespace)
        .filter(namespace -> !namespace.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<AuditEvent> requests(String account) {
    return kube.auditLog().ofServiceAccount(account);
  }

  private void allowCode(String namespace) {
    kube.client()
        .namespaces()
        .withName(namespace)
        .edit(
            before ->
                new NamespaceBuilder(before)
                    .editMetadata()
                    .addToLabels("serving.fairlead.dev/allow-code", "true")
                    .endMetadata()
                    .build());
  }
}
