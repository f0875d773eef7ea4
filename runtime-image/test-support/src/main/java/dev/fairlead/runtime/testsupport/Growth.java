package dev.fairlead.runtime.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether something that is done again and again leaves memory behind, be it of the heap or native:
 * it is done in a process of its own that says how much it had.
 */
public final class Growth {
  /**
   * What a JVM adds for reasons of its own, such as a method that is compiled late, and what
   * jemalloc gives back a second later, in KiB.
   */
  public static final long NOISE = 12 * 1_024;

  private static final int OFTEN = 1_000;
  private static final int QUARTERS = 4;

  /** What is done again and again. */
  @FunctionalInterface
  public interface Run {
    /**
     * Once.
     *
     * @param number of the run, from 0 on
     */
    void run(int number) throws Exception;
  }

  private Growth() {}

  /**
   * Does it in this process, and says as its last line the least memory, in KiB, that the process
   * had in the third and in the last quarter of the runs: a peak may come at any time, and goes.
   */
  public static void measure(int runs, Run run) throws Exception {
    long[] least = new long[QUARTERS];
    Arrays.fill(least, Long.MAX_VALUE);
    for (int i = 0; i < runs; i++) {
      run.run(i);
      if (i % OFTEN == 0) {
        int quarter = (int) ((long) QUARTERS * i / runs);
        least[quarter] = Math.min(least[quarter], OwnJvm.residentKib("self"));
      }
    }
    System.out.println(least[2] + " " + least[3]);
  }

  /**
   * Runs a program that {@link #measure measures}, with the images' allocator and a small heap,
   * which is collected often, and with it what lies outside of it.
   *
   * @param folder for what it says
   * @throws AssertionError if the last quarter has more than the third, beyond noise
   */
  public static void none(List<String> options, Class<?> main, Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = Stream.concat(Stream.of("-Xmx64m", "-Xmn8m"), options.stream()).toList();
    OwnJvm.End end = OwnJvm.run(ImageAllocator.command(), all, main, folder, arguments);
    assertThat(end.exitCode()).as(end.said()).isZero();
    List<String> least = List.of(end.said().strip().lines().toList().getLast().split(" ", -1));
    assertThat(Long.parseLong(least.get(1)))
        .as("KiB in the last quarter of the runs")
        .isLessThan(Long.parseLong(least.get(0)) + NOISE);
  }
}
