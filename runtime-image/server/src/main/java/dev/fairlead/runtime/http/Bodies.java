package dev.fairlead.runtime.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Takes requests' bodies, each up to a size and within a time, and all of them within the memory
 * that there is. Used by one thread only.
 */
final class Bodies {
  private static final Logger LOG = Logger.getLogger(Bodies.class.getName());
  private final Vertx vertx;
  private final int most;
  private final long budget;
  private final Duration patience;
  private long held;

  /**
   * Of one server.
   *
   * @param most bytes of one body
   * @param budget bytes of the bodies of all requests that have no answer yet; one is always taken
   * @param patience until the last byte of a body
   */
  Bodies(Vertx vertx, int most, long budget, Duration patience) {
    this.vertx = vertx;
    this.most = most;
    this.budget = Math.max(most, budget);
    this.patience = patience;
  }

  /** Hands the whole body on, or answers why not. */
  void read(Exchange exchange, Consumer<byte[]> then) {
    if (declared(exchange.request()) > most) {
      tooLarge(exchange);
    } else if (held + declared(exchange.request()) > budget) {
      tooMany(exchange);
    } else {
      new Reading(exchange, then).begin();
    }
  }

  /** The value of Content-Length; 0 where the client does not know it. */
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

  private static void tooMany(Exchange exchange) {
    exchange.fail(
        429, "too many large requests at the same time: try again later, or add replicas");
  }

  private final class Reading {
    private final Exchange exchange;
    private final Consumer<byte[]> then;
    private byte[] body = new byte[0];
    private int length;

    Reading(Exchange exchange, Consumer<byte[]> then) {
      this.exchange = exchange;
      this.then = then;
    }

    void begin() {
      long timer =
          vertx.setTimer(
              patience.toMillis(),
              id ->
                  exchange.fail(
                      408, "the body took longer than %d s".formatted(patience.toSeconds())));
      exchange.atEnd(
          () -> {
            vertx.cancelTimer(timer);
            held -= body.length;
          });
      exchange
          .request()
          .handler(this::add)
          .endHandler(
              end -> {
                vertx.cancelTimer(timer);
                handOver();
              });
    }

    private void add(Buffer part) {
      if (exchange.isOver()) {
        return;
      }
      int end = length + part.length();
      if (end > most) {
        tooLarge(exchange);
      } else if (end > body.length && !grow(end)) {
        tooMany(exchange);
      } else {
        part.getBytes(body, length);
        length = end;
      }
    }

    /**
     * Once to what the client said that it would send, so that a large body is never there twice;
     * where it did not say, to twice the size each time. False if there is no room for that.
     */
    private boolean grow(int least) {
      long said = declared(exchange.request());
      int size = (int) (said >= least ? said : Math.min(most, Math.max(least, 2L * body.length)));
      int more = size - body.length;
      if (held + more > budget) {
        return false;
      }
      held += more;
      body = Arrays.copyOf(body, size);
      return true;
    }

    private void handOver() {
      if (exchange.isOver()) {
        return;
      }
      try {
        then.accept(length == body.length ? body : Arrays.copyOf(body, length));
      } catch (RuntimeException e) {
        // a mistake of ours, but the client is to get an answer
        LOG.log(Level.SEVERE, "a request cannot be read", e);
        exchange.fail(500, "the server failed: its log says why");
      }
    }
  }
}
