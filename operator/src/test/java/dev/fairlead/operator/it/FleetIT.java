package dev.fairlead.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.testsupport.AuditEvent;
import dev.fairlead.testsupport.AuditLog;
import dev.fairlead.testsupport.ControlPlane;
import dev.fairlead.testsupport.ControlPlaneExtension;
import dev.fairlead.testsupport.Figures;
import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many models at once, carried out by the packaged operator: some dozens, and a thousand with
 * {@code -Dcampaign=true}. Counts are asserted; times and sizes are figures.
 */
class FleetIT {
  private static final boolean IS_CAMPAIGN = Boolean.getBoolean("campaign");

  /** The first ones also warm the operator up, before its memory is measured. */
  private static final List<Integer> SIZES = IS_CAMPAIGN ? List.of(200, 1_000) : List.of(20, 40);

  private static final int ALL = SIZES.stream().mapToInt(Integer::intValue).sum();
  private static final int EDITS = IS_CAMPAIGN ? 100 : 10;

  /** The campaign waits for the look that each model gets after ten minutes, too. */
  private static final int ROUNDS = IS_CAMPAIGN ? 2 : 1;

  private static final Duration ROUNDS_LIMIT = Duration.ofMinutes(IS_CAMPAIGN ? 20 : 5);

  /** Of objects and of the status, on average; events come on top. */
  private static final int MOST_WRITES = 9;

  /** Far more than the goal of 40, since a collector gives memory back as it likes. */
  private static final double MOST_KIBIBYTES = 100;

  /** What docs/install.md advises for a thousand. */
  private static final int MEBIBYTES = 512;

  private static final int PODS_ON_A_NODE = 110;
  private static final int OK = 200;

  @RegisterExtension
  static final ControlPlaneExtension KUBE =
      new ControlPlaneExtension(
          Kube.CONFIG.withNodes(1 + (2 * ALL + 2 * EDITS) / PODS_ON_A_NODE).dedicated());

  @TempDir Path folder;

  private static String home;
  private static Config operators;

  @BeforeAll
  static void grant(ControlPlane kube) {
    home = kube.newNamespace("fairlead-system");
    OperatorRights.grant(kube.client(), home);
    operators = kube.configOfServiceAccount(home, OperatorRights.ACCOUNT);
  }

  @Test
  void manyAreCarriedOutAndThenLeftInPeace(ControlPlane kube) throws Exception {
    List<Fleet> fleets =
        SIZES.stream()
            .map(size -> new Fleet(new Models(kube.client(), kube.newNamespace("fleet-" + size))))
            .toList();
    Fleet last = fleets.getLast();
    try (PackagedOperator operator = start("first")) {
      carryOut(kube, operator, fleets.getFirst(), SIZES.getFirst());
      Usage before = operator.usage();
      carryOut(kube, operator, last, SIZES.getLast());
      memory(before, operator.usage());
      edits(kube, last);
      operator.terminate();
    }
    AuditLog.Mark written = kube.auditLog().mark();
    try (PackagedOperator operator = start("second")) {
      findsNothingToDo(kube, operator, fleets, written);
      if (IS_CAMPAIGN) {
        takesOver(kube, operator, last);
      }
    }
  }

  private static void carryOut(ControlPlane kube, PackagedOperator operator, Fleet fleet, int size)
      throws Exception {
    AuditLog.Mark written = kube.auditLog().mark();
    Duration before = operator.cpu();
    Duration ours = fleet.start(size);
    Duration spent = operator.cpu().minus(before);
    Map<String, Long> writes = writesByModel(kube, written, fleet.models().namespace());
    Duration bare = BareFleet.like(fleet.models(), kube.newNamespace("bare-" + size)).start(size);

    Figures.Spread spread =
        Figures.Spread.of(writes.values().stream().mapToLong(Long::longValue).toArray());
    Figures.row(
        Integer.toString(size),
        tenths(seconds(ours)),
        tenths(seconds(bare)),
        String.format(Locale.ROOT, "%.2f", seconds(ours) / seconds(bare)),
        spread.toString(),
        tenths(seconds(spent)));
    assertThat(fleet.described())
        .as("models that describe themselves: fake pods answer nothing")
        .isZero();
    assertThat(writes).as("models that were written").hasSize(size);
    assertThat(writes.values().stream().mapToLong(Long::longValue).sum())
        .as("writes of all models")
        .isLessThanOrEqualTo((long) MOST_WRITES * size);
  }

  private static Map<String, Long> writesByModel(
      ControlPlane kube, AuditLog.Mark since, String namespace) {
    int length = Fleet.name(0).length();
    return Kube.writes(kube, since, namespace).stream()
        .map(AuditEvent::name)
        .map(name -> name.substring(0, length))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  private static void memory(Usage before, Usage after) {
    int more = SIZES.getLast();
    double each = (double) (after.residentKibibytes() - before.residentKibibytes()) / more;
    double heap = (double) (after.heapBytes() - before.heapBytes()) / 1024 / more;
    Figures.row("resident memory for each of %d more".formatted(more), tenths(each) + " KiB");
    Figures.row("live heap for each of %d more".formatted(more), tenths(heap) + " KiB");
    Figures.row(
        "resident memory with %d of them".formatted(ALL),
        after.residentKibibytes() / 1024 + " MiB");
    if (IS_CAMPAIGN) {
      assertThat(each).as("KiB of resident memory of each").isLessThanOrEqualTo(MOST_KIBIBYTES);
    }
  }

  private static void edits(ControlPlane kube, Fleet fleet) {
    try (var deployments =
        Watched.of(kube.client(), Deployment.class, fleet.models().namespace())) {
      long[] millis =
          IntStream.range(0, EDITS).mapToLong(i -> fleet.edit(i, deployments).toMillis()).toArray();
      Figures.Spread spread = Figures.Spread.of(millis);
      Figures.row(
          "edit → child patched, with %d of them".formatted(ALL),
          "p50 %d ms, p99 %d ms, most %d ms (%d edits)"
              .formatted(spread.median(), spread.p99(), spread.most(), EDITS));
    }
    fleet.awaitRest(SIZES.getLast());
  }

  private static void findsNothingToDo(
      ControlPlane kube, PackagedOperator operator, List<Fleet> fleets, AuditLog.Mark written) {
    Awaitility.await("each is looked at")
        .atMost(ROUNDS_LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> operator.reconciles() >= ROUNDS * ALL);
    List<AuditEvent> writes = new ArrayList<>();
    for (Fleet fleet : fleets) {
      writes.addAll(Kube.writes(kube, written, fleet.models().namespace()));
    }
    Figures.row(
        "writes after a restart with %d of them".formatted(ALL), Integer.toString(writes.size()));
    assertThat(writes).as("writes after a restart").isEmpty();
  }

  private void takesOver(ControlPlane kube, PackagedOperator leader, Fleet fleet) throws Exception {
    try (PackagedOperator heir = start("third");
        var deployments = Watched.of(kube.client(), Deployment.class, fleet.models().namespace())) {
      Waiting.await("the heir is ready")
          .until(() -> heir.get("/q/health/ready").statusCode() == OK);
      long begin = System.nanoTime();
      leader.close();
      fleet.edit(EDITS, deployments);
      Figures.row(
          "leader killed → the other one's first write",
          tenths(seconds(Duration.ofNanos(System.nanoTime() - begin))) + " s");
    }
  }

  private PackagedOperator start(String name) throws Exception {
    Path place = Files.createDirectory(folder.resolve(name));
    Map<String, String> environment = new HashMap<>(PackagedOperator.inContainerOf(MEBIBYTES));
    environment.put("POD_NAME", name);
    PackagedOperator operator = PackagedOperator.start(place, operators, home, environment);
    Waiting.until("it listens", operator::listens);
    return operator;
  }

  private static double seconds(Duration time) {
    return (double) time.toMillis() / 1_000;
  }

  private static String tenths(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
