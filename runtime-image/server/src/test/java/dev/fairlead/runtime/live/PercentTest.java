package dev.fairlead.runtime.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PercentTest {
  private static final int WINDOW = 10_000;

  @Property(tries = 200)
  void ofAnyTenThousandRequestsInARowThePartIsExact(
      @ForAll @IntRange(max = 10_000) int hundredths,
      @ForAll @LongRange(max = Long.MAX_VALUE - WINDOW) long first) {
    assertThat(held(new Percent(hundredths), first, WINDOW)).isEqualTo(hundredths);
  }

  @Property(tries = 500)
  void noFewerRequestsInARowAreOneOff(
      @ForAll @IntRange(max = 10_000) int hundredths,
      @ForAll @LongRange(max = 1_000_000) long first,
      @ForAll @IntRange(min = 1, max = WINDOW) int requests) {
    double exact = (double) requests * hundredths / Percent.ALL;

    assertThat((double) held(new Percent(hundredths), first, requests))
        .isCloseTo(exact, within(1d));
  }

  private static long held(Percent percent, long first, int requests) {
    return LongStream.range(first, first + requests).filter(percent::holds).count();
  }

  @Property
  void whoeverIsInASmallerPartIsInALargerOne(
      @ForAll String name,
      @ForAll @IntRange(max = 10_000) int one,
      @ForAll @IntRange(max = 10_000) int other) {
    boolean isInSmaller = new Percent(Math.min(one, other)).holds(name);
    boolean isInLarger = new Percent(Math.max(one, other)).holds(name);

    assertThat(isInLarger || !isInSmaller).isTrue();
  }

  @Property
  void nobodyIsInNoPartAndEverybodyInTheWhole(@ForAll String name) {
    assertThat(new Percent(0).holds(name)).isFalse();
    assertThat(new Percent(Percent.ALL).holds(name)).isTrue();
  }

  @Test
  void namesThatAreAlikeAreSpread() {
    var percent = new Percent(1_000);

    long held = IntStream.range(0, 100_000).filter(i -> percent.holds("user-" + i)).count();

    assertThat(held).isBetween(9_600L, 10_400L);
  }
}
