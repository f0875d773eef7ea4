package dev.fairlead.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.Turns.Asker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who may ask what a tracked reference stands for. */
class TurnsTest {
  private static final Instant NOW = Scene.NOW;
  private static final Set<Asker> NOBODY = Set.of();

  private final Turns turns = new Turns();

  @Test
  void soManyInANamespace() {
    Set<Asker> taken = takes("one", 100);
    assertThat(taken).hasSize(Turns.IN_NAMESPACE);
    assertThat(takes("two", 100)).hasSize(Turns.IN_NAMESPACE);
  }

  @Test
  void soManyInAll() {
    int all = IntStream.range(0, 20).map(i -> takes("n" + i, 100).size()).sum();
    assertThat(all).isEqualTo(Turns.IN_ALL);
  }

  @Test
  void aTurnStaysUntilItEnds() {
    Asker first = takes("one", 100).iterator().next();
    assertThat(turns.take(first, NOBODY, NOW)).isTrue();

    turns.end(first);
    assertThat(turns.take(first, NOBODY, NOW)).as("asked already").isFalse();
    assertThat(turns.take(new Asker("one", "next"), NOBODY, NOW)).isTrue();
    assertThat(turns.take(new Asker("one", "another"), NOBODY, NOW)).isFalse();
  }

  @Test
  void jobsThatAreThereCountWhoeverMadeThem() {
    Set<Asker> asking =
        IntStream.range(0, Turns.IN_NAMESPACE - 1)
            .mapToObj(i -> new Asker("one", "of-a-former-life-" + i))
            .collect(Collectors.toSet());
    Asker last = new Asker("one", "last");
    assertThat(turns.take(last, asking, NOW)).isTrue();

    var withOwn = new HashSet<>(asking);
    withOwn.add(last);
    assertThat(turns.take(last, withOwn, NOW)).as("its own counts once").isTrue();
    assertThat(turns.take(new Asker("one", "m"), withOwn, NOW)).isFalse();
    assertThat(turns.take(new Asker("two", "m"), withOwn, NOW)).isTrue();
  }

  @Test
  void aTurnThatNobodyUsedIsGivenToAnother() {
    takes("one", 100);
    Instant later = NOW.plus(Turns.SEEN);
    assertThat(turns.take(new Asker("one", "m"), NOBODY, later.minusMillis(1))).isFalse();
    assertThat(turns.take(new Asker("one", "m"), NOBODY, later)).isTrue();
  }

  @Test
  void whoseJobsAreTakenAwayDoesNotAskAllTheTime() {
    var asker = new Asker("one", "m");
    assertThat(turns.take(asker, NOBODY, NOW)).isTrue();
    turns.end(asker);

    assertThat(turns.take(asker, NOBODY, NOW.plus(Turns.PAUSE).minusMillis(1))).isFalse();
    assertThat(turns.take(asker, NOBODY, NOW.plus(Turns.PAUSE))).isTrue();
    assertThat(Turns.PAUSE).isLessThanOrEqualTo(Duration.ofSeconds(30));
  }

  private Set<Asker> takes(String namespace, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Asker(namespace, "m" + i))
        .filter(asker -> turns.take(asker, NOBODY, NOW))
        .collect(Collectors.toSet());
  }
}
