package dev.fairlead.runtime;

import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.execution.Executor;
import dev.fairlead.runtime.grpc.GrpcApi;
import dev.fairlead.runtime.http.Gate;
import dev.fairlead.runtime.http.HttpApi;
import dev.fairlead.runtime.http.Served;
import dev.fairlead.runtime.http.Version;
import dev.fairlead.runtime.lifecycle.Loading;
import dev.fairlead.runtime.lifecycle.Phase;
import dev.fairlead.runtime.lifecycle.ServedModel;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.LiveFile;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.trace.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One life: ports open, model loaded, requests answered, drained. */
final class Server implements Gate, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Server.class.getName());
  private static final int QUEUE_PER_WORKER = 256;

  /** After the deadline of a run, which stops it: an engine looks for that between its steps. */
  private static final Duration STUCK = Duration.ofMinutes(2);

  /** Before the process is killed: the last lines and spans are written, and clients cut off. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final RuntimeConfig config;
  private final Duration stuck;
  private final ServerMetrics metrics = new ServerMetrics();
  private final AccessLog log;
  private final Tracing tracing;
  private final LiveFile live;
  private final Forwards forwards;
  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));
  private final HttpApi http;

  /** Opened beside the model: its classes take as long to load as a small one. */
  private final CompletableFuture<GrpcApi> grpc = new CompletableFuture<>();

  private volatile Phase phase = Phase.PENDING;
  private volatile @Nullable Served served;

  Server(RuntimeConfig config, Tracing tracing) {
    this(config, tracing, STUCK);
  }

  /**
   * For tests.
   *
   * @param stuck how long after its last deadline a run is taken for one that will not end
   */
  Server(RuntimeConfig config, Tracing tracing, Duration stuck) {
    this.config = config;
    this.stuck = stuck;
    this.tracing = tracing;
    this.log = AccessLog.of(config, metrics, System.out);
    this.live =
        LiveFile.follow(
            config.liveDir(), metrics.traffic(), settings -> LogLevel.set(settings.logLevel()));
    this.forwards = new Forwards(live, metrics.traffic(), this::longest);
    this.http = new HttpApi(vertx, config, this, metrics, log, tracing, live, forwards);
    metrics.build(Version.TEXT);
  }

  /** Opens the ports, so that health can be asked from the first moment on. */
  void listen() {
    http.listen().toCompletionStage().toCompletableFuture().join();
    // if it fails, whoever waits for it is told: see load()
    var unused =
        grpc.completeAsync(() -> GrpcApi.listen(config, this, metrics, log, tracing, forwards));
    LOG.log(
        Level.INFO,
        "listening on port {0}, metrics on port {1}",
        new Object[] {text(http.port()), text(http.metricsPort())});
  }

  /** Loads the model; ready when this returns. */
  void load() throws LoadException {
    int workers = config.device().workers();
    ServedModel model = Loading.load(config, workers, metrics, this::enter);
    served =
        new Served(model, new Executor(model.task(), workers, workers * QUEUE_PER_WORKER, metrics));
    metrics.model(
        config.modelName(),
        orEmpty(config.modelVersion()),
        orEmpty(config.revision()),
        model.format(),
        model.model().engine(),
        model.model().device().text());
    LOG.log(Level.INFO, "gRPC on port {0}", text(grpc.join().port()));
    enter(Phase.READY);
  }

  /**
   * Not ready at once; answers for as long as the nodes may still send, then until the last request
   * is done, or until the process would be killed.
   */
  void drain() throws InterruptedException {
    long start = System.nanoTime();
    if (phase == Phase.READY) {
      enter(Phase.DRAINING);
      Thread.sleep(config.drainDelay());
    }
    close(config.gracePeriod().minusNanos(System.nanoTime() - start));
  }

  @Override
  public void close() {
    close(config.gracePeriod());
  }

  /** Both ports end at the same time, each with its last answer; {@code left}: until the end. */
  private void close(Duration left) {
    Duration patience = left.compareTo(LAST_WORDS) > 0 ? left.minus(LAST_WORDS) : Duration.ZERO;
    openGrpc().ifPresent(GrpcApi::goAway);
    CompletableFuture<Void> rest =
        http.shutdown(patience)
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(patience.plus(LAST_WORDS).toMillis(), TimeUnit.MILLISECONDS);
    var unused = grpc.thenAccept(g -> g.shutdown(patience));
    rest.join();
    Served last = served;
    if (last != null) {
      last.executor().close();
    }
    live.close();
    log.close();
    tracing.close();
    enter(Phase.STOPPED);
  }

  int port() {
    return http.port();
  }

  int metricsPort() {
    return http.metricsPort();
  }

  private void enter(Phase next) {
    phase = next;
    // until then it says by itself that it is not
    openGrpc().ifPresent(g -> g.ready(next == Phase.READY));
    LOG.log(Level.INFO, "{0}", next);
  }

  private long longest() {
    Served now = served;
    return now == null ? 0 : now.executor().longest();
  }

  private Optional<GrpcApi> openGrpc() {
    return grpc.isDone() && !grpc.isCompletedExceptionally()
        ? Optional.of(grpc.join())
        : Optional.empty();
  }

  @Override
  public Optional<Served> served() {
    return phase == Phase.READY || phase == Phase.DRAINING
        ? Optional.ofNullable(served)
        : Optional.empty();
  }

  @Override
  public boolean isReady() {
    return phase == Phase.READY;
  }

  @Override
  public boolean isAlive() {
    Served now = served;
    return now == null || !now.executor().isStuck(stuck);
  }

  @Override
  public boolean isDraining() {
    return phase == Phase.DRAINING;
  }

  @Override
  public boolean isRetired() {
    return live.get().retires(config.revision());
  }

  private static String text(int port) {
    return Integer.toString(port);
  }

  private static String orEmpty(@Nullable String value) {
    return value == null ? "" : value;
  }
}
