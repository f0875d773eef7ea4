package dev.fairlead.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.rollout.SimOperator.Writes;
import dev.fairlead.operator.rollout.SimSpec.Kind;
import dev.fairlead.operator.rollout.SimSpec.Steps;
import dev.fairlead.operator.rollout.SimSpec.Word;
import dev.fairlead.operator.rollout.analysis.Judgement.Outcome;
import dev.fairlead.testsupport.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Walks at random through what can happen, and checks every decision: pods and nodes that die,
 * readiness that flaps, watches that are behind and not in the same order, writes that fail, an
 * operator that dies between two of them, a status that is lost, edits of everything (of the steps
 * of a canary too, while it is at one of them), candidates that answer golden or mirrored requests,
 * or do so no more, or get nowhere, aborts, pins, and whatever serves breaks for good. Each walk
 * ends in peace and has to come to what is declared, or to what was there before where that was
 * given up. A walk is repeated by {@code -Dseed}, and millions of steps are gone by {@code
 * -Dcampaign=true}. A seed that finds something is added to {@code explorer-seeds.txt}.
 */
class ExplorerTest {
  private static final List<String> REVISIONS = List.of("a", "b", "c", SimSpec.BROKEN);
  private static final List<Integer> WEIGHTS = List.of(0, 10, 30, 60, 100);
  private static final int MOST_STEPS = 5;
  private static final int WALK = 1_000;
  private static final int WALK_OF_STEPS = 5_000;
  private static final int PEACE = 4_000;
  private static final int WALKS = 30;
  private static final int WALKS_OF_A_CAMPAIGN = 4_000;

  @Test
  void everyDecisionKeepsWhatIsPromised() {
    Long only = Long.getLong("seed");
    long first = only == null ? new Random().nextInt() : only;
    long walks = only == null ? (Sample.today().isWhole() ? WALKS_OF_A_CAMPAIGN : WALKS) : 1;
    System.out.printf("explorer: seeds %d to %d%n", first, first + walks - 1);
    long begin = System.nanoTime();
    long steps = LongStream.range(first, first + walks).map(ExplorerTest::walk).sum();
    Duration time = Duration.ofNanos(System.nanoTime() - begin);
    System.out.printf(
        "explorer: seeds from %d, %d steps in %d s, %d a second%n",
        first, steps, time.toSeconds(), steps * 1_000 / Math.max(1, time.toMillis()));
  }

  /** Little else happens, so that canaries get far, and into their last steps. */
  @Test
  void whoseStepsAreEditedIsNotPromotedWithoutThem() {
    Long only = Long.getLong("seed");
    long first = only == null ? new Random().nextInt() : only;
    long walks = only == null ? (Sample.today().isWhole() ? WALKS_OF_A_CAMPAIGN : WALKS) : 1;
    System.out.printf("explorer: steps are edited, seeds %d to %d%n", first, first + walks - 1);
    LongStream.range(first, first + walks).forEach(ExplorerTest::walkOfSteps);
  }

  @Test
  void norDoTheWalksThatOnceFoundSomething() throws IOException {
    List<Long> seeds = seeds();
    System.out.printf("explorer: seeds %s, as always%n", seeds);
    assertThat(seeds).isNotEmpty();
    seeds.forEach(ExplorerTest::walk);
    seeds.forEach(ExplorerTest::walkOfSteps);
  }

  private static List<Long> seeds() throws IOException {
    try (InputStream file = ExplorerTest.class.getResourceAsStream("explorer-seeds.txt")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(seed -> !seed.isEmpty())
          .map(Long::valueOf)
          .toList();
    }
  }

  private static long walk(long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    var ofSteps = new Random(~seed); // lots of their own: all else is drawn as ever
    var held = new HeldSteps();
    SimSpec spec = anySpec(random);
    try {
      for (int step = 0; step < WALK; step++) {
        spec = random.nextInt(80) == 0 ? edited(spec, random) : spec;
        spec = ofSteps.nextInt(60) == 0 ? spec.stepping(edited(spec.canary(), ofSteps)) : spec;
        disturb(cluster, operator, random);
        step(cluster, operator, spec, writes(random)).ifPresent(held::check);
      }
      operator.news(news -> SimNews.GOOD);
      Steps steps = edited(spec.canary(), ofSteps).approved();
      SimSpec last = last(random, operator.hasRecorded("c")).stepping(steps);
      Optional<SimPlan> plan = Optional.empty();
      for (int step = 0; step < PEACE; step++) {
        plan = step(cluster, operator, last, Writes.ALL);
        plan.ifPresent(held::check);
      }
      assertPeace(cluster, last, plan.orElseThrow().course());
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("-Dseed=%d: %s".formatted(seed, e.getMessage()), e);
    }
    return WALK + PEACE;
  }

  private static void walkOfSteps(long seed) {
    var random = new Random(seed);
    var cluster = new SimCluster(random);
    var operator = new SimOperator(cluster, random);
    var held = new HeldSteps();
    SimSpec spec = anyCanary(random);
    try {
      for (int step = 0; step < WALK_OF_STEPS; step++) {
        spec = random.nextInt(800) == 0 ? anyCanary(random).stepping(spec.canary()) : spec;
        spec = random.nextInt(60) == 0 ? spec.stepping(edited(spec.canary(), random)) : spec;
        switch (random.nextInt(600)) {
          case 0 -> cluster.flap();
          case 1 -> operator.restart();
          case 2 -> operator.news(news -> news.with(Outcome.BAD));
          case 3 -> operator.news(news -> news.with(Outcome.OPEN));
          case 4, 5, 6, 7, 8, 9 -> operator.news(news -> SimNews.GOOD);
          default -> {}
        }
        step(cluster, operator, spec, writes(random)).ifPresent(held::check);
      }
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("-Dseed=%d: %s".formatted(seed, e.getMessage()), e);
    }
  }

  /** What fails is taken back, or stays. */
  private static SimSpec anyCanary(Random random) {
    var size = new Size(1 + random.nextInt(4), 1, 0);
    return new SimSpec(REVISIONS.get(random.nextInt(3)), size, false, Kind.CANARY)
        .saying(new Word(null, null, random.nextBoolean(), 1));
  }

  /** One revision has all that is wanted; it is another one only where the way back is told. */
  private static void assertPeace(SimCluster cluster, SimSpec last, SimCourse course) {
    if (course.wayBack() == null) {
      assertThat(course.target()).isEqualTo(last.wished());
      assertThat(cluster.sizes()).isEqualTo(Map.of(last.wished(), last.size().wanted()));
    } else if (cluster.isBroken(course.target())) {
      return; // whoever has requests keeps them until it can take them, and it never will
    }
    assertThat(withPods(cluster.sizes()))
        .isEqualTo(withPods(Map.of(course.target(), last.size().wanted())));
    assertThat(cluster.service.latest().selection()).isEqualTo(new Selection.One(course.target()));
    if (!cluster.isBroken(course.target())) {
      assertThat(cluster.capacity()).isEqualTo(last.size().wanted());
    }
  }

  private static Map<String, Integer> withPods(Map<String, Integer> sizes) {
    return sizes.entrySet().stream()
        .filter(size -> size.getValue() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static void disturb(SimCluster cluster, SimOperator operator, Random random) {
    switch (random.nextInt(160)) {
      case 0 -> cluster.kill();
      case 1 -> cluster.loseNode();
      case 2, 3 -> cluster.flap();
      case 4, 5 -> operator.restart();
      case 6 -> operator.forgetStatus();
      case 7 -> operator.news(news -> news.with(Outcome.BAD));
      case 8 -> operator.news(news -> news.with(Outcome.OPEN));
      case 9, 10 -> operator.news(news -> news.with(Outcome.GOOD));
      case 11, 12 -> operator.news(news -> news.with(Gate.VERIFY));
      case 13 -> operator.news(news -> news.with(Gate.MIRROR));
      case 14 -> operator.news(news -> news.with(Gate.FAILED));
      case 15, 16, 17, 18 -> operator.news(news -> news.with(Gate.OPEN));
      case 19 -> cluster.sicken(REVISIONS.get(random.nextInt(2)));
      case 20 -> operator.news(news -> news.late(true));
      case 21, 22, 23 -> operator.news(news -> news.late(false));
      default -> {}
    }
  }

  private static Optional<SimPlan> step(
      SimCluster cluster, SimOperator operator, SimSpec spec, Writes writes) {
    cluster.step();
    operator.hear();
    SimSight seen = operator.look();
    Optional<SimPlan> plan = operator.reconcile(spec, writes);
    plan.ifPresent(p -> new Invariants(spec, seen, p).check());
    if (operator.isRolledOut(spec)) {
      // invariant 10
      assertThat(cluster.everyNodeLeadsTo(spec.wished())).as("Ready on every node").isTrue();
    }
    return plan;
  }

  private static Writes writes(Random random) {
    return switch (random.nextInt(10)) {
      case 0 -> Writes.NONE;
      case 1 -> Writes.SERVICE;
      default -> Writes.ALL;
    };
  }

  /** Another version, or another word of the same one: mostly that it is given up. */
  private static SimSpec edited(SimSpec spec, Random random) {
    if (random.nextInt(3) > 0) {
      return anySpec(random).stepping(spec.canary());
    }
    Word word = anyWord(random);
    return spec.saying(
        random.nextBoolean()
            ? new Word(spec.declared(), null, word.isAutomatic(), word.deadline())
            : word);
  }

  /** One step is taken away, comes in, or is another one; or a person has another mind. */
  private static Steps edited(Steps steps, Random random) {
    var list = new ArrayList<>(steps.list());
    int place = random.nextInt(list.size());
    int kind = random.nextInt(4);
    if (kind == 0) {
      return new Steps(list, random.nextInt(4) > 0);
    }
    if (kind != 1 && list.size() > 1) {
      list.remove(place);
    }
    if (kind != 2 && list.size() < MOST_STEPS) {
      list.add(anyStep(random));
      list.sort(Comparator.comparingInt(CanaryStep::weight));
    }
    return new Steps(list, steps.areApproved());
  }

  private static CanaryStep anyStep(Random random) {
    int weight = WEIGHTS.get(random.nextInt(WEIGHTS.size()));
    return new CanaryStep(weight, Duration.ofSeconds(random.nextInt(6)), random.nextBoolean());
  }

  private static SimSpec anySpec(Random random) {
    var size = new Size(random.nextInt(5), random.nextInt(3), random.nextInt(3));
    List<Kind> kinds = List.of(Kind.values());
    Kind kind = kinds.get(random.nextInt(kinds.size()));
    return new SimSpec(REVISIONS.get(random.nextInt(4)), size, random.nextInt(8) == 0, kind)
        .saying(anyWord(random));
  }

  private static Word anyWord(Random random) {
    String abort = random.nextInt(6) == 0 ? REVISIONS.get(random.nextInt(4)) : null;
    String pin = random.nextInt(8) == 0 ? REVISIONS.get(random.nextInt(4)) : null;
    boolean isTypo = random.nextInt(20) == 0;
    boolean isAutomatic = random.nextInt(4) > 0;
    return new Word(abort, isTypo ? SimSpec.UNKNOWN : pin, isAutomatic, 1 + random.nextInt(3));
  }

  /** A canary goes no further where nobody is wanted; one in two may be given up, or be a pin. */
  private static SimSpec last(Random random, boolean mayBePinned) {
    Kind kind = approved(random);
    Size size = anySpec(random).size();
    String abort = random.nextInt(3) == 0 ? "c" : null;
    String pin = mayBePinned && random.nextInt(3) == 0 ? "c" : null;
    Word word =
        random.nextBoolean() ? Word.NONE : new Word(abort, pin, true, 1 + random.nextInt(3));
    return new SimSpec(
            "c", kind == Kind.CANARY && size.wanted() == 0 ? size.plus(1) : size, false, kind)
        .saying(word);
  }

  /** All but the one that waits for a person for ever. */
  private static Kind approved(Random random) {
    List<Kind> kinds = List.of(Kind.ROLLING, Kind.RECREATE, Kind.BLUE_GREEN, Kind.CANARY);
    return kinds.get(random.nextInt(kinds.size()));
  }
}
