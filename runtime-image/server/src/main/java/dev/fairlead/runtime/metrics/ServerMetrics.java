package dev.fairlead.runtime.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryPoolAllocationMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.MetricNameFilter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The server's metrics; names and units follow the conventions of Prometheus. Exemplars are off by
 * {@code prometheus.properties}.
 */
public final class ServerMetrics {
  static final double NANOS = 1e9;
  static final double[] SECONDS = {
    .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30
  };
  private static final double[] SIZES = {1, 2, 4, 8, 16, 32, 64, 128};

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("fairlead_requests")
          .help("Requests answered, by protocol and HTTP status code")
          .labelNames("protocol", "code")
          .register(registry);
  private final Histogram duration =
      Histogram.builder()
          .name("fairlead_request_duration_seconds")
          .help("From the first byte of a request to the last of its answer")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .labelNames("protocol")
          .register(registry);
  private final FineDurations fine = new FineDurations();
  private final Histogram inference =
      Histogram.builder()
          .name("fairlead_inference_duration_seconds")
          .help("One run of the model, with tokenising and pooling")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);
  private final Histogram batch =
      Histogram.builder()
          .name("fairlead_batch_size")
          .help("Requests that were run together")
          .classicOnly()
          .classicUpperBounds(SIZES)
          .register(registry);
  private final Histogram queue =
      Histogram.builder()
          .name("fairlead_queue_duration_seconds")
          .help("From a request's arrival in the queue until a worker took it")
          .unit(Unit.SECONDS)
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);
  private final Counter refused =
      Counter.builder()
          .name("fairlead_requests_refused")
          .help("Requests that were not let into the queue, by reason")
          .labelNames("reason")
          .register(registry);
  private final Gauge inFlight =
      Gauge.builder()
          .name("fairlead_requests_in_flight")
          .help("Requests being answered now")
          .register(registry);
  private final Counter tokens =
      Counter.builder()
          .name("fairlead_tokens")
          .help("Tokens of the texts that were answered, by whatever protocol they came")
          .register(registry);
  private final Counter accessDropped =
      Counter.builder()
          .name("fairlead_access_log_dropped")
          .help("Lines of the log of requests that could not be written in time")
          .register(registry);
  private final Gauge load =
      Gauge.builder()
          .name("fairlead_load_duration_seconds")
          .help("Time that each phase of loading took")
          .unit(Unit.SECONDS)
          .labelNames("phase")
          .register(registry);
  private final Info model =
      Info.builder()
          .name("fairlead_model_info")
          .help("The model that is served")
          .labelNames("model", "version", "revision", "format", "engine", "device")
          .register(registry);

  private final TrafficMetrics traffic = new TrafficMetrics(registry);

  /** With those of the process: its memory, its CPU time, its garbage collector. */
  public ServerMetrics() {
    Gauge.builder()
        .name("fairlead_memory_limit_bytes")
        .help("The container's memory limit; the machine's memory where it has none")
        .unit(Unit.BYTES)
        .register(registry)
        .set((double) memoryLimit());
    ProcessMetrics.builder().register(registry);
    JvmMemoryMetrics.builder().register(registry);
    JvmMemoryPoolAllocationMetrics.builder().register(registry);
    JvmBufferPoolMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
  }

  private static long memoryLimit() {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getTotalMemorySize();
  }

  /** Which build this is. */
  public void build(String version) {
    Info.builder()
        .name("fairlead_build_info")
        .help("The server's version")
        .labelNames("version")
        .register(registry)
        .setLabelValues(version);
  }

  /** A request came in. */
  public void began() {
    inFlight.inc();
  }

  /** It was answered, or its client is gone. */
  public void answered(String protocol, int code, long nanos) {
    inFlight.dec();
    requests.labelValues(protocol, Integer.toString(code)).inc();
    duration.labelValues(protocol).observe(nanos / NANOS);
    fine.observe(nanos / NANOS);
  }

  /** A request that came in goes to another server, which counts it. */
  public void handedOver() {
    inFlight.dec();
  }

  /** Those of what other servers answer. */
  public TrafficMetrics traffic() {
    return traffic;
  }

  /** The model ran once. */
  public void ran(int size, long nanos) {
    batch.observe(size);
    inference.observe(nanos / NANOS);
  }

  /** A job left the queue for a worker. */
  public void waited(long nanos) {
    queue.observe(nanos / NANOS);
  }

  /** A request was not let into the queue. */
  public void refused(String reason) {
    refused.labelValues(reason).inc();
  }

  /** Tokens were read. */
  public void tokens(int count) {
    tokens.inc(count);
  }

  /** A request is missing in the log of requests. */
  public void accessDropped() {
    accessDropped.inc();
  }

  /** A phase of loading is over. */
  public void loaded(String phase, long nanos) {
    load.labelValues(phase).set(nanos / NANOS);
  }

  /** What is served; empty text for what is not known. */
  public void model(
      String name, String version, String revision, String format, String engine, String device) {
    model.addLabelValues(name, version, revision, format, engine, device);
  }

  /** How many jobs wait, asked at each scrape. */
  public void queueLength(IntSupplier length) {
    GaugeWithCallback.builder()
        .name("fairlead_queue_length")
        .help("Requests that wait for a worker")
        .callback(callback -> callback.call(length.getAsInt()))
        .register(registry);
  }

  /** How many workers there are, and how many of them run something, asked at each scrape. */
  public void workers(int count, IntSupplier busy) {
    Gauge.builder()
        .name("fairlead_workers")
        .help("Workers, one for each CPU of the container, or one for its GPU")
        .register(registry)
        .set(count);
    GaugeWithCallback.builder()
        .name("fairlead_workers_busy")
        .help("Workers that run the model now")
        .callback(callback -> callback.call(busy.getAsInt()))
        .register(registry);
  }

  /** All but {@link FineDurations}, in the text format 0.0.4. */
  public byte[] scrape() {
    return text(registry.scrape());
  }

  /**
   * Those of these names alone, among them {@link FineDurations}; a name leads to its parts too.
   */
  public byte[] scrape(Collection<String> names) {
    Predicate<String> isAskedFor = MetricNameFilter.builder().nameMustBeEqualTo(names).build();
    return text(
        new MetricSnapshots(
            Stream.of(registry.scrape(isAskedFor), fine.scrape(isAskedFor))
                .flatMap(MetricSnapshots::stream)
                .toList()));
  }

  private static byte[] text(MetricSnapshots snapshots) {
    var out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, snapshots);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
