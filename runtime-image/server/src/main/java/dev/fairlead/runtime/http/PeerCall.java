package dev.fairlead.runtime.http;

import dev.fairlead.runtime.live.Outcome;
import dev.fairlead.runtime.live.Target;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to another server and its whole answer: nothing of it is passed on before the last
 * byte is there, so that a server that ends in the middle of an answer costs nobody one.
 */
final class PeerCall {
  /** An answer with the status 200. */
  record Received(MultiMap headers, Buffer body) {}

  private final Vertx vertx;
  private final Peers peers;
  private final Consumer<Received> answered;
  private final Consumer<Outcome> failed;
  private final Buffer body = Buffer.buffer();
  private @Nullable HttpClientRequest request;
  private long timer;
  private boolean over;

  PeerCall(Vertx vertx, Peers peers, Consumer<Received> answered, Consumer<Outcome> failed) {
    this.vertx = vertx;
    this.peers = peers;
    this.answered = answered;
    this.failed = failed;
  }

  /** Sends it; {@code time}: until the last byte of the answer, at least a millisecond. */
  void begin(Target target, String uri, MultiMap headers, byte[] content, Duration time) {
    timer = vertx.setTimer(time.toMillis(), id -> fail(Outcome.LATE));
    peers
        .connect(target, uri, headers)
        .onComplete(connected -> send(connected, content), refused -> fail(Outcome.UNAVAILABLE));
  }

  private void send(HttpClientRequest connected, byte[] content) {
    if (over) {
      connected.reset();
      return;
    }
    request = connected;
    connected
        .send(Buffer.buffer(content))
        .onComplete(this::receive, broken -> fail(Outcome.UNAVAILABLE));
  }

  private void receive(HttpClientResponse response) {
    if (over) {
      return;
    }
    Outcome outcome = Outcome.ofHttp(response.statusCode());
    if (outcome != Outcome.ANSWERED) {
      // the rest of it is read and dropped, and the connection kept
      request = null;
      fail(outcome);
      return;
    }
    response.exceptionHandler(broken -> fail(Outcome.UNAVAILABLE));
    response.handler(this::add);
    response.endHandler(end -> done(response));
  }

  private void add(Buffer part) {
    if (over) {
      return;
    }
    if (peers.take(part.length())) {
      body.appendBuffer(part);
    } else {
      fail(Outcome.FULL);
    }
  }

  private void done(HttpClientResponse response) {
    if (finish()) {
      answered.accept(new Received(response.headers(), body));
    }
  }

  private void fail(Outcome outcome) {
    if (finish()) {
      abandon();
      failed.accept(outcome);
    }
  }

  /** Nobody wants the answer any more, nor to be told how it ended. */
  void cancel() {
    if (finish()) {
      abandon();
    }
  }

  private boolean finish() {
    if (over) {
      return false;
    }
    over = true;
    vertx.cancelTimer(timer);
    peers.give(body.length());
    return true;
  }

  private void abandon() {
    if (request != null) {
      request.reset();
    }
  }
}
