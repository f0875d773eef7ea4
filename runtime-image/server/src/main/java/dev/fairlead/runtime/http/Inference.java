package dev.fairlead.runtime.http;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.execution.Job;
import dev.fairlead.runtime.execution.Refusal;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.protocol.Reply;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes a request through the executor and its answer back to the connection. */
final class Inference {
  private static final Logger LOG = Logger.getLogger(Inference.class.getName());
  static final String TIMEOUT = "x-request-timeout-ms";

  private static final Duration LEAST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  /** Bodies of that many bytes are read while all others wait: that takes less than a handover. */
  private static final int SMALL = 64 * 1024;

  private final WorkerExecutor readers;
  private final Vertx vertx;
  private final RuntimeConfig config;
  private final ServerMetrics metrics;

  Inference(Vertx vertx, RuntimeConfig config, ServerMetrics metrics) {
    this.vertx = vertx;
    this.readers =
        vertx.createSharedWorkerExecutor(
            "fairlead-bodies", Runtime.getRuntime().availableProcessors());
    this.config = config;
    this.metrics = metrics;
  }

  /** Counts an exchange from now to its end. */
  Observation observe(Exchange exchange, String protocol) {
    return Observation.begin(metrics, exchange, protocol);
  }

  /**
   * Reads a body, a large one beside the connection's own thread, which has others to serve.
   *
   * @param bytes of the body
   * @param read knows nothing of the exchange; what it says is to be done is done by the
   *     connection's own thread
   */
  void read(Exchange exchange, int bytes, Supplier<Runnable> read) {
    if (bytes <= SMALL) {
      read.get().run();
      return;
    }
    readers
        .executeBlocking(read::get, false)
        .onSuccess(next -> goOn(exchange, next))
        .onFailure(e -> failed(exchange, e));
  }

  private static void goOn(Exchange exchange, Runnable next) {
    try {
      if (!exchange.isOver()) {
        next.run();
      }
    } catch (RuntimeException e) {
      failed(exchange, e);
    }
  }

  /** A mistake of ours, or no memory, but the client is to get an answer. */
  private static void failed(Exchange exchange, Throwable e) {
    LOG.log(Level.SEVERE, "a request cannot be read", e);
    exchange.fail(500, "the server failed: its log says why");
  }

  /**
   * Runs it; the answer is encoded by the worker and written by the connection's own thread.
   *
   * @param encode the body of the answer
   */
  void run(Exchange exchange, Served served, Request request, Function<Answer, Reply> encode) {
    Duration timeout = timeout(exchange);
    if (timeout == null) {
      exchange.fail(
          400, "the header " + TIMEOUT + " must be a whole number of milliseconds above 0");
      return;
    }
    Context context = vertx.getOrCreateContext();
    Job job = served.executor().submit(request, timeout, exchange.trace());
    exchange.atEnd(job::cancel);
    var unused =
        job.answer()
            .thenApply(encode)
            .whenComplete(
                (body, failure) ->
                    context.runOnContext(
                        now -> {
                          if (body != null) {
                            exchange.reply(body);
                          } else {
                            refuse(exchange, failure);
                          }
                        }));
  }

  /** Refuses a request before its body is parsed, if it would be refused whatever that says. */
  boolean refuses(Exchange exchange, Served served) {
    Duration timeout = timeout(exchange);
    @Nullable Refusal refusal = timeout == null ? null : served.executor().refusal(timeout);
    if (refusal != null) {
      refuse(exchange, refusal);
    }
    return refusal != null;
  }

  private static void refuse(Exchange exchange, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (!(cause instanceof Refusal refusal)) {
      LOG.log(Level.SEVERE, "an answer cannot be written", cause);
      exchange.fail(500, "the server failed: its log says why");
      return;
    }
    String message = String.valueOf(refusal.getMessage());
    switch (refusal.kind()) {
      case INVALID -> exchange.fail(400, message);
      case OVERLOADED -> exchange.failForNow(429, message, refusal.retryAfter());
      case DEADLINE_EXCEEDED -> exchange.fail(504, message);
      case FAILED -> exchange.fail(500, message);
      case CANCELLED -> {
        // nobody is there to be told
      }
    }
  }

  /** What is left of a request's time; null if its header cannot be understood. */
  @Nullable Duration timeout(Exchange exchange) {
    Duration whole = whole(exchange);
    if (whole == null) {
      return null;
    }
    Duration left = whole.minus(exchange.spent());
    return left.compareTo(LEAST) < 0 ? LEAST : left;
  }

  private @Nullable Duration whole(Exchange exchange) {
    String header = exchange.request().getHeader(TIMEOUT);
    if (header == null) {
      return config.requestTimeout();
    }
    try {
      long millis = Long.parseLong(header.strip());
      return millis < 1 ? null : Duration.ofMillis(Math.min(millis, LONGEST.toMillis()));
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
