package dev.fairlead.runtime.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/** Takes a request's body, up to a size and within a time. */
final class Bodies {
  private static final long PATIENCE_MILLIS = 30_000;

  private final Vertx vertx;
  private final int most;

  Bodies(Vertx vertx, int most) {
    this.vertx = vertx;
    this.most = most;
  }

  void read(Exchange exchange, Consumer<byte[]> then) {
    HttpServerRequest request = exchange.request();
    if (declared(request) > most) {
      tooLarge(exchange);
      return;
    }
    Buffer body = Buffer.buffer();
    long timer =
        vertx.setTimer(
            PATIENCE_MILLIS, id -> exchange.fail(408, "the body took longer than 30 s to arrive"));
    request.handler(
        part -> {
          if (body.length() + part.length() > most) {
            vertx.cancelTimer(timer);
            request.handler(ignored -> {});
            tooLarge(exchange);
          } else {
            body.appendBuffer(part);
          }
        });
    request.exceptionHandler(gone -> vertx.cancelTimer(timer));
    request.endHandler(
        end -> {
          vertx.cancelTimer(timer);
          if (!request.response().ended()) {
            then.accept(body.getBytes());
          }
        });
  }

  private static long declared(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void tooLarge(Exchange exchange) {
    exchange.fail(413, "the body is larger than " + most + " bytes");
  }
}
