package dev.fairlead.runtime.access;

import dev.fairlead.runtime.metrics.ServerMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * A JSON object in a line for each request, written by a thread of its own: a reader of the log
 * that is slow, or stands still, holds no request up.
 */
final class AccessLines implements AccessLog {
  /** So many may wait for the writer. */
  static final int WAITING = 4_096;

  private static final Duration LAST_LINES = Duration.ofSeconds(2);
  private static final int LONGEST = 512;
  private static final int BYTES = 512;
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double MICROS_PER_MILLI = 1e3;

  /** What a client sent is ASCII in one line, whatever it was. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
          .build();

  private final OutputStream out;
  private final @Nullable String modelVersion;
  private final ServerMetrics metrics;
  private final BlockingQueue<Access> waiting = new ArrayBlockingQueue<>(WAITING);
  private final Thread writer;

  AccessLines(OutputStream out, @Nullable String modelVersion, ServerMetrics metrics) {
    this.out = out;
    this.modelVersion = modelVersion;
    this.metrics = metrics;
    writer = Thread.ofPlatform().name("access-log").daemon().start(this::writeAll);
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public void write(Access access) {
    if (!waiting.offer(access)) {
      metrics.accessDropped();
    }
  }

  private void writeAll() {
    try {
      while (true) {
        writeWith(waiting.take());
      }
    } catch (InterruptedException e) {
      // the end: the last lines
      Access first = waiting.poll();
      if (first != null) {
        writeWith(first);
      }
    }
  }

  /** That one, and what waits behind it. */
  private void writeWith(Access first) {
    for (Access access = first; access != null; access = waiting.poll()) {
      try {
        out.write(line(access));
        if (waiting.isEmpty()) {
          out.flush();
        }
      } catch (IOException e) {
        metrics.accessDropped();
      }
    }
  }

  private byte[] line(Access access) {
    var line = new ByteArrayOutputStream(BYTES);
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty("time", access.time().toString());
      json.writeStringProperty("protocol", access.protocol());
      text(json, "request", access.request());
      json.writeNumberProperty("code", access.code());
      json.writeNumberProperty(
          "duration_ms", Math.round(access.nanos() / NANOS_PER_MICRO) / MICROS_PER_MILLI);
      json.writeNumberProperty("request_bytes", access.requestBytes());
      json.writeNumberProperty("response_bytes", access.responseBytes());
      text(json, "model_version", modelVersion);
      text(json, "id", access.id());
      text(json, "trace_id", access.traceId());
      text(json, "client", access.client());
      json.writeEndObject();
    }
    line.write('\n');
    return line.toByteArray();
  }

  private static void text(JsonGenerator json, String name, @Nullable String text) {
    if (text != null && !text.isEmpty()) {
      String cut = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
      // the one control character that JSON lets through
      json.writeStringProperty(name, cut.replace('\u007f', '?'));
    }
  }

  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join(LAST_LINES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
