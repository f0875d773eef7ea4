package dev.fairlead.runtime.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** One request and the one answer that it gets. */
final class Exchange {
  /** The errors of a protocol. */
  interface Errors {
    /** The body for an error. */
    byte[] body(int status, String message, @Nullable String param);
  }

  private final HttpServerRequest request;
  private final Errors errors;
  private final boolean last;

  /** {@code last}: the connection ends with the answer. */
  Exchange(HttpServerRequest request, Errors errors, @Nullable String revision, boolean last) {
    this.request = request;
    this.errors = errors;
    this.last = last;
    if (revision != null) {
      request.response().putHeader("Fairlead-Revision", revision);
    }
  }

  HttpServerRequest request() {
    return request;
  }

  void reply(int status, byte[] body) {
    reply(status, "application/json", body);
  }

  void reply(int status, String type, byte[] body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader("Content-Type", type);
    if (status == 429 || status == 503) {
      response.putHeader("Retry-After", "1");
    }
    boolean close = last || status == 413 || status == 408;
    if (close) {
      response.putHeader("Connection", "close");
    }
    var end = response.end(Buffer.buffer(body));
    if (close) {
      end.onComplete(done -> request.connection().close());
    }
  }

  void fail(int status, String message) {
    fail(status, message, null);
  }

  void fail(int status, String message, @Nullable String param) {
    reply(status, errors.body(status, message, param));
  }
}
