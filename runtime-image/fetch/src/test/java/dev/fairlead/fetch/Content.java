package dev.fairlead.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Bytes with an ETag, served with ranges as RFC 9110 wants it, and a fault for each request. */
final class Content {
  /** What goes wrong. */
  sealed interface Fault {
    /** Nothing. */
    record None() implements Fault {}

    /** The connection ends after this many bytes of the body. */
    record CutAfter(int bytes) implements Fault {}

    /** The connection stays, and nothing more comes after this many bytes of the body. */
    record StallAfter(int bytes, long millis) implements Fault {}

    /** Another answer. */
    record Instead(TestServer.Reply reply) implements Fault {}
  }

  private final byte[] bytes;
  private final String etag;
  private final IntFunction<Fault> fault;
  private final AtomicInteger count = new AtomicInteger();

  private Content(byte[] bytes, String etag, IntFunction<Fault> fault) {
    this.bytes = bytes;
    this.etag = etag;
    this.fault = fault;
  }

  static Content of(byte[] bytes) {
    return of(bytes, n -> new Fault.None());
  }

  /** What goes wrong with the n-th request (1, 2, ...). */
  static Content of(byte[] bytes, IntFunction<Fault> fault) {
    return of(bytes, "\"v1\"", fault);
  }

  /** With another ETag; none if it is empty. */
  static Content of(byte[] bytes, String etag, IntFunction<Fault> fault) {
    return new Content(bytes, etag, fault);
  }

  TestServer.Reply reply(TestServer.Request request) {
    int offset = offset(request);
    return switch (fault.apply(count.incrementAndGet())) {
      case Fault.None none -> out -> send(out, offset, bytes.length - offset);
      case Fault.CutAfter cut -> out -> send(out, offset, cut.bytes());
      case Fault.StallAfter stall ->
          out -> {
            send(out, offset, stall.bytes());
            pause(stall.millis());
          };
      case Fault.Instead instead -> instead.reply();
    };
  }

  private int offset(TestServer.Request request) {
    boolean same = request.header("if-range").map(etag::equals).orElse(true);
    return request
        .header("range")
        .filter(range -> same)
        .map(range -> Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")))
        .orElse(0);
  }

  private void send(OutputStream out, int offset, int length) throws IOException {
    if (offset > 0 && offset >= bytes.length) {
      TestServer.status(416, "Content-Range: bytes */" + bytes.length).to(out);
      return;
    }
    TestServer.head(out, offset == 0 ? 200 : 206);
    if (!etag.isEmpty()) {
      TestServer.line(out, "ETag: " + etag);
    }
    if (offset > 0) {
      TestServer.line(
          out, "Content-Range: bytes %d-%d/%d".formatted(offset, bytes.length - 1, bytes.length));
    }
    TestServer.line(out, "Content-Length: " + (bytes.length - offset));
    TestServer.line(out, "");
    out.write(bytes, offset, Math.min(length, bytes.length - offset));
    out.flush();
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
