package dev.fairlead.runtime.http;

import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.LiveSettings;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The server's two ports: protocols and health on one, metrics on the other. */
public final class HttpApi {
  private static final int IDLE_SECONDS = 75;
  private static final int MAX_HEADER_BYTES = 16 * 1024;

  /**
   * Bodies of requests without an answer may fill this part of the heap; what is read from them
   * lies outside of it, in as much memory again.
   */
  private static final int HEAP_PER_BODIES = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int BACKLOG = 1_024;

  /** They tell of each connection that its client broke, which clients may do as they like. */
  private static final List<Logger> TALKATIVE =
      Stream.of(
              "io.vertx.core.net.impl.ConnectionBase",
              "io.netty.channel.AbstractChannelHandlerContext")
          .map(Logger::getLogger)
          .toList();

  private final RuntimeConfig config;
  private final Gate gate;
  private final Watch watch;
  private final Vertx vertx;
  private final Ages ages;
  private final HttpServer protocols;
  private final Scrapes scrapes;
  private final OipRoutes oip;
  private final OpenAiRoutes openai;

  /** Nothing listens until {@link #listen()}. */
  public HttpApi(
      Vertx vertx,
      RuntimeConfig config,
      Gate gate,
      ServerMetrics metrics,
      AccessLog log,
      Tracing tracing,
      Supplier<LiveSettings> live,
      Forwards forwards) {
    this(vertx, config, gate, metrics, log, tracing, live, forwards, new Ages(), PATIENCE);
  }

  /**
   * For tests.
   *
   * @param patience how long a body may take
   */
  HttpApi(
      Vertx vertx,
      RuntimeConfig config,
      Gate gate,
      ServerMetrics metrics,
      AccessLog log,
      Tracing tracing,
      Supplier<LiveSettings> live,
      Forwards forwards,
      Ages ages,
      Duration patience) {
    this.vertx = vertx;
    this.config = config;
    this.ages = ages;
    this.gate = gate;
    TALKATIVE.forEach(logger -> logger.setLevel(Level.OFF));
    this.watch = new Watch(log, tracing);
    var bodies =
        new Bodies(
            vertx,
            config.maxBodyBytes(),
            Runtime.getRuntime().maxMemory() / HEAP_PER_BODIES,
            patience);
    var inference = new Inference(vertx, config, metrics);
    var peers = new Peers(vertx, Runtime.getRuntime().maxMemory() / HEAP_PER_BODIES);
    var mirroring = new Mirroring(vertx, live, peers, metrics.traffic(), config.requestTimeout());
    var forwarding = new Forwarding(forwards, peers, inference, mirroring);
    oip = new OipRoutes(config, gate, bodies, inference, forwarding);
    openai = new OpenAiRoutes(config, gate, bodies, inference, forwarding);
    var options =
        new HttpServerOptions()
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            // with it a connection is not known before the head of its first request is there
            .setHttp2ClearTextEnabled(false)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setAcceptBacklog(BACKLOG)
            .setTcpNoDelay(true);
    protocols =
        vertx
            .createHttpServer(options)
            .connectionHandler(ages::opened)
            .requestHandler(this::handle);
    scrapes = new Scrapes(vertx, options, metrics);
  }

  /** Opens both ports. */
  public Future<HttpApi> listen() {
    vertx.setPeriodic(ages.look().toMillis(), now -> ages.endThoseWithoutRequests());
    vertx.setPeriodic(ages.lookForIdle().toMillis(), now -> endIdle());
    return protocols
        .listen(config.httpPort())
        .compose(p -> scrapes.listen(config.metricsPort()))
        .map(s -> this);
  }

  private void endIdle() {
    if (gate.isRetired()) {
      ages.endIdle();
    }
  }

  /** The port of the protocols, once it is open. */
  public int port() {
    return protocols.actualPort();
  }

  /** The port of the metrics, once it is open. */
  public int metricsPort() {
    return scrapes.port();
  }

  /** Takes no more connections and waits for the requests that are being answered. */
  public Future<Void> shutdown(Duration patience) {
    return protocols
        .shutdown(patience.toMillis(), TimeUnit.MILLISECONDS)
        .compose(done -> scrapes.shutdown());
  }

  private void handle(HttpServerRequest request) {
    String path = request.path() == null ? "/" : request.path();
    if (path.equals("/v2") || path.startsWith("/v2/")) {
      oip.handle(exchange(request, OipRoutes.ERRORS, "oip", path), path);
    } else if (path.startsWith("/v1/") || path.startsWith("/openai/v1/")) {
      openai.handle(
          exchange(request, OpenAiRoutes.ERRORS, "openai", path),
          path.replaceFirst("^/openai", ""));
    } else {
      other(exchange(request, OipRoutes.ERRORS, "http", path), path);
    }
  }

  private Exchange exchange(
      HttpServerRequest request, Exchange.Errors errors, String protocol, String path) {
    HttpConnection connection = request.connection();
    BooleanSupplier last = () -> gate.isDraining() || gate.isRetired() || ages.isOver(connection);
    var exchange = new Exchange(request, errors, config.revision(), last);
    ages.began(connection);
    exchange.atEnd(() -> ages.ended(connection));
    watch.begin(exchange, protocol, path);
    return exchange;
  }

  private static void other(Exchange exchange, String path) {
    if (path.equals(OpenApi.PATH)) {
      exchange.only(HttpMethod.GET, () -> exchange.reply(200, OpenApi.document()));
    } else {
      exchange.fail(404, "nothing is served at this path: see " + OpenApi.PATH);
    }
  }
}
