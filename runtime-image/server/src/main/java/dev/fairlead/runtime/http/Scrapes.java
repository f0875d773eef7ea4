package dev.fairlead.runtime.http;

import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.protocol.oip.ResponseWriter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The port of metrics. Few ask there: whoever takes more connections than they need loses those
 * that ask nothing, and takes none from the protocols.
 */
final class Scrapes {
  private static final int MOST = 64;

  private final Vertx vertx;
  private final ServerMetrics metrics;
  private final Ages ages;
  private final int most;
  private final HttpServer server;

  Scrapes(Vertx vertx, HttpServerOptions options, ServerMetrics metrics) {
    this(vertx, options, metrics, new Ages(), MOST);
  }

  /**
   * For tests.
   *
   * @param most connections at the same time
   */
  Scrapes(Vertx vertx, HttpServerOptions options, ServerMetrics metrics, Ages ages, int most) {
    this.vertx = vertx;
    this.metrics = metrics;
    this.ages = ages;
    this.most = most;
    server =
        vertx
            .createHttpServer(options)
            .connectionHandler(this::opened)
            .requestHandler(this::scrape);
  }

  Future<HttpServer> listen(int port) {
    vertx.setPeriodic(ages.look().toMillis(), now -> ages.endThoseWithoutRequests());
    return server.listen(port);
  }

  int port() {
    return server.actualPort();
  }

  Future<Void> shutdown() {
    return server.shutdown(1, TimeUnit.SECONDS);
  }

  private void opened(HttpConnection connection) {
    ages.opened(connection);
    if (ages.connections() > most) {
      ages.endLongestIdle();
    }
  }

  private void scrape(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    var exchange = new Exchange(request, OipRoutes.ERRORS, null, () -> false);
    ages.began(connection);
    exchange.atEnd(() -> ages.ended(connection));
    if ("/metrics".equals(request.path())) {
      List<String> names = request.params().getAll("name[]");
      exchange.reply(
          200,
          "text/plain; version=0.0.4; charset=utf-8",
          names.isEmpty() ? metrics.scrape() : metrics.scrape(names));
    } else {
      exchange.reply(404, ResponseWriter.error("metrics are at /metrics"));
    }
  }
}
