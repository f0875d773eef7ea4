package dev.fairlead.runtime.http;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.execution.Job;
import dev.fairlead.runtime.execution.Refusal;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Takes a request through the executor and its answer back to the connection. */
final class Inference {
  private static final String TIMEOUT = "x-request-timeout-ms";
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Vertx vertx;
  private final RuntimeConfig config;
  private final ServerMetrics metrics;

  Inference(Vertx vertx, RuntimeConfig config, ServerMetrics metrics) {
    this.vertx = vertx;
    this.config = config;
    this.metrics = metrics;
  }

  /** Counts an exchange from now to its end. */
  void observe(Exchange exchange, String protocol) {
    long start = System.nanoTime();
    metrics.began();
    var response = exchange.request().response();
    boolean[] counted = {false};
    Runnable count =
        () -> {
          if (!counted[0]) {
            counted[0] = true;
            metrics.answered(
                protocol,
                response.ended() ? response.getStatusCode() : 499,
                System.nanoTime() - start);
          }
        };
    response.endHandler(end -> count.run());
    response.closeHandler(closed -> count.run());
  }

  /**
   * Runs it; the answer is encoded by the worker and written by the connection's own thread.
   *
   * @param encode the body of the answer
   */
  void run(Exchange exchange, Served served, Request request, Function<Answer, byte[]> encode) {
    Duration timeout = timeout(exchange);
    if (timeout == null) {
      exchange.fail(
          400, "the header " + TIMEOUT + " must be a whole number of milliseconds above 0");
      return;
    }
    Context context = vertx.getOrCreateContext();
    Job job = served.executor().submit(request, timeout);
    exchange.request().connection().exceptionHandler(gone -> job.cancel());
    exchange.request().response().exceptionHandler(gone -> job.cancel());
    var unused =
        job.answer()
            .handle(
                (answer, failure) -> {
                  if (answer != null) {
                    if (answer instanceof Answer.Embeddings embeddings) {
                      metrics.tokens(embeddings.tokens());
                    }
                    byte[] body = encode.apply(answer);
                    context.runOnContext(now -> exchange.reply(200, body));
                  } else {
                    context.runOnContext(now -> refuse(exchange, failure));
                  }
                  return null;
                });
  }

  private static void refuse(Exchange exchange, @Nullable Throwable failure) {
    if (!(failure instanceof Refusal refusal)) {
      exchange.fail(500, "the model failed");
      return;
    }
    String message = String.valueOf(refusal.getMessage());
    switch (refusal.kind()) {
      case OVERLOADED -> exchange.fail(429, message);
      case DEADLINE_EXCEEDED -> exchange.fail(504, message);
      case FAILED -> exchange.fail(500, message);
      case CANCELLED -> {
        // nobody is there to be told
      }
    }
  }

  private @Nullable Duration timeout(Exchange exchange) {
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
