package dev.fairlead.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Bytes with an ETag, served with ranges as RFC 9110 wants it, and a fault for each request. */
final class Content {
  private static final long SLOW_MILLIS = 20;

  /** What goes wrong with an answer. */
  sealed interface Fault {
    /** Nothing. */
    record None() implements Fault {}

    /** The connection ends after this many bytes of the body. */
    record CutAfter(int bytes) implements Fault {}

    /** The connection stays, and nothing more comes after this many bytes of the body. */
    record StallAfter(int bytes) implements Fault {}

    /** Something is done when this many bytes of the body are out. */
    record Meanwhile(int bytes, Act act) implements Fault {}

    /** The body comes by some 50 bytes in a second. */
    record Trickle() implements Fault {}

    /** Another answer. */
    record Instead(TestServer.Reply reply) implements Fault {}

    /** Something that is done to a server. */
    @FunctionalInterface
    interface Act {
      void run() throws IOException;
    }

    /** Sends of a body what this lets through. */
    default void send(InputStream body, OutputStream out) throws IOException {
      switch (this) {
        case None none -> body.transferTo(out);
        case CutAfter cut -> copy(body, cut.bytes(), out);
        case StallAfter stall -> {
          copy(body, stall.bytes(), out);
          throw new TestServer.StalledException();
        }
        case Meanwhile meanwhile -> {
          copy(body, meanwhile.bytes(), out);
          meanwhile.act().run();
          body.transferTo(out);
        }
        case Trickle trickle -> trickle(body, out);
        case Instead instead -> instead.reply().to(out);
      }
    }
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
    Fault broken = fault.apply(count.incrementAndGet());
    return broken instanceof Fault.Instead instead
        ? instead.reply()
        : out -> send(out, offset, broken);
  }

  private int offset(TestServer.Request request) {
    boolean same = request.header("if-range").map(etag::equals).orElse(true);
    return request
        .header("range")
        .filter(range -> same)
        .map(range -> Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1")))
        .orElse(0);
  }

  private void send(OutputStream out, int offset, Fault broken) throws IOException {
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
    broken.send(new ByteArrayInputStream(bytes, offset, bytes.length - offset), out);
  }

  private static void copy(InputStream body, int bytes, OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    int left = bytes;
    while (left > 0) {
      int read = body.read(buffer, 0, Math.min(buffer.length, left));
      if (read < 0) {
        break;
      }
      out.write(buffer, 0, read);
      left -= read;
    }
    out.flush();
  }

  /** Until the body ends or nobody reads it any more. */
  private static void trickle(InputStream body, OutputStream out) throws IOException {
    try {
      for (int next = body.read(); next >= 0; next = body.read()) {
        out.write(next);
        out.flush();
        Thread.sleep(SLOW_MILLIS);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
