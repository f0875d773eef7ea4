package dev.fairlead.runtime.http;

import dev.fairlead.runtime.compare.AnswerReader;
import dev.fairlead.runtime.compare.Comparison;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.live.LiveSettings;
import dev.fairlead.runtime.live.Mirror;
import dev.fairlead.runtime.metrics.TrafficMetrics;
import dev.fairlead.runtime.protocol.Reply;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends a part of the requests that were answered here to another server as well, and compares the
 * answers. Clients never wait for that: it begins with their answer, and what there is no room for
 * is dropped. Used by one thread only.
 */
final class Mirroring {
  private static final int MOST = 16;
  private static final long MOST_BYTES = 8L << 20;

  private final Vertx vertx;
  private final Supplier<LiveSettings> live;
  private final Peers peers;
  private final TrafficMetrics metrics;
  private final Duration time;
  private long turns;
  private int underWay;
  private long held;

  /** {@code time}: that the other server has for an answer. */
  Mirroring(
      Vertx vertx,
      Supplier<LiveSettings> live,
      Peers peers,
      TrafficMetrics metrics,
      Duration time) {
    this.vertx = vertx;
    this.live = live;
    this.peers = peers;
    this.metrics = metrics;
    this.time = time;
  }

  /** If it is the request's turn it is mirrored once that it has its answer. */
  void watch(Exchange exchange, byte[] body) {
    Mirror mirror = live.get().mirror();
    if (mirror != null
        && exchange.request().getHeader(Forwards.HEADER) == null
        && mirror.percent().holds(turns++)) {
      exchange.atReply(reply -> begin(mirror, exchange, body, reply));
    }
  }

  private void begin(Mirror mirror, Exchange exchange, byte[] body, Reply reply) {
    int length = reply.json().length;
    for (ByteBuffer part : reply.binary()) {
      length += part.remaining();
    }
    long bytes = (long) body.length + length;
    if (underWay >= MOST || held + bytes > MOST_BYTES) {
      metrics.mirrored("dropped");
      return;
    }
    underWay++;
    held += bytes;
    byte[] own = joined(reply, length);
    int head = reply.json().length;
    peers
        .call(answer -> compare(mirror, own, head, answer, bytes), failure -> end("failed", bytes))
        .begin(
            mirror.target(),
            exchange.request().uri(),
            Peers.headers(exchange.request(), time),
            body,
            time);
  }

  private static byte[] joined(Reply reply, int length) {
    var all = new ByteArrayOutputStream(length);
    all.writeBytes(reply.json());
    for (ByteBuffer part : reply.binary()) {
      byte[] bytes = new byte[part.remaining()];
      part.duplicate().get(bytes);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  private void compare(Mirror mirror, byte[] own, int head, PeerCall.Received answer, long bytes) {
    byte[] other = answer.body().getBytes();
    String otherHead = answer.headers().get(Exchange.HEAD_LENGTH);
    vertx
        .executeBlocking(
            () ->
                Comparison.of(
                    AnswerReader.read(own, head), AnswerReader.read(other, head(otherHead, other))),
            false)
        .onComplete(
            compared -> end(result(mirror, compared), bytes),
            unreadable -> end("incomparable", bytes));
  }

  private static int head(@Nullable String header, byte[] body) {
    return header == null ? body.length : Integer.parseInt(header);
  }

  private String result(Mirror mirror, Optional<Comparison> compared) {
    if (compared.isEmpty()) {
      return "incomparable";
    }
    Comparison comparison = compared.get();
    metrics.compared(comparison.maxRelativeDifference(), comparison.rows(), comparison.agreed());
    return comparison.isSame(mirror.maxRelativeDifference()) ? "same" : "different";
  }

  private void end(String result, long bytes) {
    underWay--;
    held -= bytes;
    metrics.mirrored(result);
  }
}
