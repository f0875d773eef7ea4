package dev.fairlead.testsupport;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Of cases that take too long for every change, those whose day it is: after so many days each was
 * tried, and {@code -Dcampaign=true} tries all at once. What is left out is printed.
 */
public final class Sample {
  private final long day;
  private final boolean isWhole;

  Sample(LocalDate day, boolean isWhole) {
    this.day = day.toEpochDay();
    this.isWhole = isWhole;
  }

  /** That of the day in UTC. */
  public static Sample today() {
    return new Sample(LocalDate.now(Clock.systemUTC()), Boolean.getBoolean("campaign"));
  }

  /** Whether everything is tried, because this is a campaign. */
  public boolean isWhole() {
    return isWhole;
  }

  /** Whether it is the day of the case of that index. */
  public boolean has(int index, int days) {
    return isWhole || Math.floorMod(index + day, (long) days) == 0;
  }

  /** The cases whose day it is, in their order. */
  public <T> List<T> of(List<T> cases, int days) {
    List<T> tried =
        IntStream.range(0, cases.size())
            .filter(index -> has(index, days))
            .mapToObj(cases::get)
            .toList();
    System.out.printf(
        "sample: %d of %d cases, on other days others, all with -Dcampaign=true%n",
        tried.size(), cases.size());
    return tried;
  }
}
