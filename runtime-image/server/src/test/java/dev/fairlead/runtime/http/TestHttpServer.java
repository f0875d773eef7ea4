package dev.fairlead.runtime.http;

import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.config.ConfigException;
import dev.fairlead.runtime.config.Environment;
import dev.fairlead.runtime.execution.Executor;
import dev.fairlead.runtime.lifecycle.ServedModel;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.LiveSettings;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.trace.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** The HTTP side with a task that is no model. */
final class TestHttpServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(false));
  final ServerMetrics metrics = new ServerMetrics();
  final TestGate gate = new TestGate();

  /** One worker, and room for one in the queue. */
  HttpApi serve(TestTask task, Ages ages, Duration bodies) throws ConfigException {
    gate.served =
        new Served(new ServedModel("ONNX", null, null, task), new Executor(task, 1, 1, metrics));
    return listen(ages, bodies);
  }

  /** Without a model. */
  HttpApi listen(Ages ages, Duration bodies) throws ConfigException {
    var api =
        new HttpApi(
            vertx,
            Environment.read(
                Map.of(
                    "FAIRLEAD_HTTP_PORT", "0",
                    "FAIRLEAD_METRICS_PORT", "0",
                    "FAIRLEAD_MODEL_NAME", "m")),
            gate,
            metrics,
            AccessLog.OFF,
            Tracing.OFF,
            () -> LiveSettings.NONE,
            new Forwards(() -> LiveSettings.NONE, metrics.traffic(), () -> 0),
            ages,
            bodies);
    return api.listen().toCompletionStage().toCompletableFuture().join();
  }

  /** Until a request waits for the worker. */
  void awaitQueued() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!new String(metrics.scrape(), StandardCharsets.UTF_8)
        .contains("fairlead_queue_length 1.0")) {
      Assertions.assertThat(System.nanoTime()).as("it is queued").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    Served served = gate.served;
    if (served != null) {
      served.executor().close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
