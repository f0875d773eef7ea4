package dev.fairlead.runtime.http;

import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.protocol.Reply;
import dev.fairlead.runtime.trace.RequestTrace;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request and the one answer that it gets. Used by the connection's own thread only. */
final class Exchange {
  /** The errors of a protocol. */
  interface Errors {
    /** The body for an error. */
    byte[] body(int status, String message, @Nullable String param);
  }

  /** How many bytes of a body are JSON, where binary data follows: in requests and in answers. */
  static final String HEAD_LENGTH = "Inference-Header-Content-Length";

  private static final String REVISION = "Fairlead-Revision";
  private static final String RETRY_AFTER = "Retry-After";

  /**
   * How long the rest of a body that is not wanted is still read: a connection that ends before
   * that takes the answer with it.
   */
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final HttpServerRequest request;
  private final Errors errors;
  private final BooleanSupplier last;
  private final List<Runnable> ends = new ArrayList<>();
  private @Nullable String id;
  private RequestTrace trace = RequestTrace.NONE;
  private Duration spent = Duration.ZERO;
  private Consumer<Reply> reader = reply -> {};
  private long sent;
  private boolean over;

  /**
   * Of a request.
   *
   * @param last whether the connection is to end with the answer, asked when there is one
   */
  Exchange(
      HttpServerRequest request, Errors errors, @Nullable String revision, BooleanSupplier last) {
    this.request = request;
    this.errors = errors;
    this.last = last;
    HttpServerResponse response = request.response();
    if (revision != null) {
      response.putHeader(REVISION, revision);
    }
    response.endHandler(answered -> end());
    response.closeHandler(closed -> end());
    response.exceptionHandler(gone -> end());
  }

  HttpServerRequest request() {
    return request;
  }

  /** At the end: the status that the client got, or that it went. */
  int code() {
    HttpServerResponse response = request.response();
    return response.ended() ? response.getStatusCode() : Problem.CLIENT_GONE.http();
  }

  /** Bytes of the answer's body. */
  long sent() {
    return sent;
  }

  /** What is recorded of it. */
  RequestTrace trace() {
    return trace;
  }

  /** Records it from now on. */
  void trace(RequestTrace trace) {
    this.trace = trace;
  }

  /** By which the client knows the request. */
  @Nullable String id() {
    return id;
  }

  /** What the body says is its id; null: nothing. */
  void id(@Nullable String id) {
    this.id = id;
  }

  /** How much of the request's time another server had. */
  Duration spent() {
    return spent;
  }

  /** Another server had that much of the request's time, and did not answer. */
  void spent(Duration time) {
    this.spent = time;
  }

  /** Reads the answer to an inference when it is sent, if it is made here. */
  void atReply(Consumer<Reply> reader) {
    this.reader = reader;
  }

  /** Runs it once, when the client has got its answer or is gone. */
  void atEnd(Runnable run) {
    ends.add(run);
  }

  /** Whether the client got its answer, or is gone. */
  boolean isOver() {
    return over;
  }

  private void end() {
    over = true;
    List.copyOf(ends).forEach(Runnable::run);
    ends.clear();
  }

  /** Runs it if the request has that method; answers which one it should have if not. */
  void only(HttpMethod method, Runnable then) {
    if (request.method().equals(method)) {
      then.run();
    } else {
      request.response().putHeader("Allow", method.name());
      fail(405, "this path knows only the method " + method.name());
    }
  }

  /** Answers, and says so, if the body is of a kind that cannot be read. */
  boolean refusesMedia() {
    var problem =
        Media.problem(request.getHeader("Content-Type"), request.getHeader("Content-Encoding"));
    problem.ifPresent(message -> fail(415, message));
    return problem.isPresent();
  }

  void reply(int status, byte[] body) {
    reply(status, "application/json", body);
  }

  void reply(int status, String type, byte[] body) {
    send(status, type, Buffer.buffer(body));
  }

  /** Of an inference: what is binary goes out as it is, not copied. */
  void reply(Reply reply) {
    if (isGone()) {
      return;
    }
    if (reply.binary().isEmpty()) {
      reply(200, reply.json());
    } else {
      replyInParts(reply);
    }
    reader.accept(reply);
  }

  private void replyInParts(Reply reply) {
    var parts = new ArrayList<ByteBuffer>();
    parts.add(ByteBuffer.wrap(reply.json()));
    parts.addAll(reply.binary());
    request.response().putHeader(HEAD_LENGTH, Integer.toString(reply.json().length));
    send(
        200,
        "application/octet-stream",
        BufferInternal.buffer(
            // told how many there are: beyond 16 it would else begin to copy
            Unpooled.wrappedBuffer(parts.size(), parts.toArray(ByteBuffer[]::new))));
  }

  /** The answer of another server, as it came. */
  void relay(MultiMap headers, Buffer body) {
    if (isGone()) {
      return;
    }
    MultiMap own = request.response().headers();
    for (String name : List.of(REVISION, HEAD_LENGTH)) {
      String value = headers.get(name);
      if (value == null) {
        own.remove(name);
      } else {
        own.set(name, value);
      }
    }
    String type = headers.get("Content-Type");
    send(200, type == null ? "application/json" : type, body);
  }

  private boolean isGone() {
    return request.response().ended() || request.response().closed();
  }

  private void send(int status, String type, Buffer body) {
    HttpServerResponse response = request.response();
    if (isGone()) {
      return;
    }
    sent = body.length();
    response.setStatusCode(status).putHeader("Content-Type", type);
    if ((status == 429 || status == 503) && !response.headers().contains(RETRY_AFTER)) {
      response.putHeader(RETRY_AFTER, "1");
    }
    // at the head of a request without a body its end is not known yet either
    boolean unread = !request.isEnded() && request.method().equals(HttpMethod.POST);
    if (unread || last.getAsBoolean()) {
      response.putHeader("Connection", "close");
      // ends with the answer, or with the body if that comes later
      request.connection().shutdown(LINGER);
    }
    response.end(body);
  }

  /** Answers that another try may do better after that time. */
  void failForNow(int status, String message, Duration retryAfter) {
    long seconds = Math.max(1, Math.ceilDiv(retryAfter.toMillis(), 1_000));
    request.response().putHeader(RETRY_AFTER, Long.toString(seconds));
    fail(status, message);
  }

  void fail(int status, String message) {
    fail(status, message, null);
  }

  void fail(int status, String message, @Nullable String param) {
    reply(status, errors.body(status, message, param));
  }
}
