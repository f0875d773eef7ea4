package dev.fairlead.runtime.http;

import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.Outcome;
import dev.fairlead.runtime.live.Target;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests on to other servers as they came, over connections that are kept. Used by one
 * thread only.
 */
final class Peers {
  private static final int CONNECT_MILLIS = 1_000;

  /** Headers that belong to one connection, or that the client writes itself. */
  private static final Set<String> NOT_SENT_ON =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade");

  private final Vertx vertx;
  private final long budget;
  private long held;

  /** Made when it is needed first: most servers never do. */
  private @Nullable HttpClient client;

  /** {@code budget}: bytes of all answers that are not passed on yet. */
  Peers(Vertx vertx, long budget) {
    this.vertx = vertx;
    this.budget = budget;
  }

  /** A request to come; one of the two is told how it ended, unless it is cancelled. */
  PeerCall call(Consumer<PeerCall.Received> answered, Consumer<Outcome> failed) {
    return new PeerCall(vertx, this, answered, failed);
  }

  /** The headers of a request that is sent on and has that time. */
  static MultiMap headers(HttpServerRequest request, Duration time) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!NOT_SENT_ON.contains(name) && !name.startsWith(":")) {
        headers.add(header.getKey(), header.getValue());
      }
    }
    headers.set(Inference.TIMEOUT, Long.toString(time.toMillis()));
    headers.set(Forwards.HEADER, "1");
    return headers;
  }

  Future<HttpClientRequest> connect(Target target, String uri, MultiMap headers) {
    return client()
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(target.host())
                .setPort(target.port())
                .setURI(uri)
                .setHeaders(headers));
  }

  private HttpClient client() {
    HttpClient made = client;
    if (made == null) {
      made =
          vertx.createHttpClient(
              new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpNoDelay(true),
              new PoolOptions().setHttp1MaxSize(Forwards.MOST));
      client = made;
    }
    return made;
  }

  /** Whether there is room for so many bytes more of answers. */
  boolean take(int bytes) {
    if (held + bytes > budget) {
      return false;
    }
    held += bytes;
    return true;
  }

  void give(int bytes) {
    held -= bytes;
  }
}
