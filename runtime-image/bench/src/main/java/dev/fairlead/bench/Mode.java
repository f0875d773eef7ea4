package dev.fairlead.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a run is about. */
enum Mode {
  /** Who answers most, and soonest. */
  RACE("minilm,int8,static,mixed,mlp,image"),
  /** What Fairlead's server does when more is asked than it can do. */
  OVERLOAD("minilm"),
  /** What many requests do to the memory of Fairlead's server. */
  SOAK("mlp,minilm");

  private final String workloads;

  Mode(String workloads) {
    this.workloads = workloads;
  }

  /** The workloads where none are named. */
  String workloads() {
    return workloads;
  }

  String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * By its name on the command line.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Mode of(String option) {
    return Arrays.stream(values())
        .filter(mode -> mode.option().equals(option))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no mode "
                        + option
                        + ": they are "
                        + Arrays.stream(values())
                            .map(Mode::option)
                            .collect(Collectors.joining(", "))));
  }
}
