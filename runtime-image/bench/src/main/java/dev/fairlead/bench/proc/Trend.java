package dev.fairlead.bench.proc;

import java.util.List;

/** Where memory goes with the number of requests. */
public final class Trend {
  private static final double MILLION = 1e6;

  private Trend() {}

  /**
   * The slope of the line that lies nearest to the later half of the samples (least squares), in
   * MiB for a million requests: in the earlier half a server still grows into what it needs. NaN
   * where there are too few of them, or no requests between them.
   */
  public static double mibPerMillion(List<Sample> samples) {
    List<Sample> later = samples.subList(samples.size() / 2, samples.size());
    double meanDone = later.stream().mapToDouble(Trend::millions).average().orElse(Double.NaN);
    double meanRss = later.stream().mapToDouble(Sample::rssMib).average().orElse(Double.NaN);
    double product = 0;
    double square = 0;
    for (Sample sample : later) {
      double apart = millions(sample) - meanDone;
      product += apart * (sample.rssMib() - meanRss);
      square += apart * apart;
    }
    return square > 0 ? product / square : Double.NaN;
  }

  private static double millions(Sample sample) {
    return sample.done() / MILLION;
  }
}
