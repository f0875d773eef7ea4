package dev.fairlead.fetch;

import dev.fairlead.fetch.Content.Fault;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * Stands before a server that does not break on demand: hands on what that is asked and what it
 * answers, as they are, and breaks the answers that a test wants broken. A server behind it that is
 * gone is a connection that ends without an answer.
 */
final class Relay implements Closeable {
  /** Or most of an answer waits in the system when its server dies, and is whole all the same. */
  private static final int RECEIVE_BUFFER = 1 << 16;

  /** Decides over the n-th request (1, 2, ...); may do something to the server first. */
  @FunctionalInterface
  interface Faults {
    Fault of(int request) throws IOException;
  }

  private record Rule(String part, Faults faults, AtomicInteger count) {
    Rule(String part, Faults faults) {
      this(part, faults, new AtomicInteger());
    }

    Fault next(TestServer.Request request) throws IOException {
      return request.path().contains(part) ? faults.of(count.incrementAndGet()) : new Fault.None();
    }
  }

  private final TestServer server;
  private volatile URI target;
  private volatile Rule rule = new Rule("", n -> new Fault.None());

  private Relay(TestServer server, URI target) {
    this.server = server;
    this.target = target;
    server.otherwise(request -> out -> answer(request, out));
  }

  /**
   * Starts one.
   *
   * @param target {@code http://HOST:PORT}, on loopback
   */
  static Relay before(String target) throws IOException {
    return new Relay(TestServer.http(), URI.create(target));
  }

  /** Starts one that is spoken to by TLS: logins go over nothing else. */
  static Relay before(String target, SSLContext tls) throws IOException {
    return new Relay(TestServer.https(tls), URI.create(target));
  }

  /** Leads elsewhere from now on. */
  void leadTo(String other) {
    target = URI.create(other);
  }

  /**
   * What goes wrong from now on, in place of what went wrong before.
   *
   * @param part of the paths, queries included, of those requests that count
   */
  void breaks(String part, Faults faults) {
    rule = new Rule(part, faults);
  }

  /** With its port, as a registry is named. */
  String host() {
    return "localhost:" + server.port();
  }

  /** Under the name {@code localhost}. */
  String url() {
    return server.url("");
  }

  /** Under another name: to a client another host. */
  String url(String host, String path) {
    return server.url(host, path);
  }

  /** What it was asked for. */
  List<TestServer.Request> requests(String part) {
    return server.requests().stream().filter(it -> it.path().contains(part)).toList();
  }

  /** Refuses connections from now on; what is under way goes on. */
  void stopListening() throws IOException {
    server.close();
  }

  @Override
  public void close() throws IOException {
    stopListening();
  }

  private void answer(TestServer.Request request, OutputStream out) throws IOException {
    Fault fault = rule.next(request);
    if (fault instanceof Fault.Instead instead) {
      instead.reply().to(out);
      return;
    }
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(RECEIVE_BUFFER);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getPort()));
      ask(request, socket.getOutputStream());
      var in = new BufferedInputStream(socket.getInputStream());
      copyHead(in, out);
      fault.send(in, out);
    }
  }

  private void ask(TestServer.Request request, OutputStream out) throws IOException {
    var head = new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\n");
    request
        .headers()
        .forEach(
            (name, value) -> {
              if (!name.equals("connection")) {
                head.append(name).append(": ").append(value).append("\r\n");
              }
            });
    head.append("x-forwarded-proto: ").append(URI.create(url()).getScheme()).append("\r\n");
    head.append("connection: close\r\n\r\n").append(request.body());
    out.write(head.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Up to the empty line. */
  private static void copyHead(InputStream in, OutputStream out) throws IOException {
    int ends = 0;
    while (ends < 4) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the server went away");
      }
      out.write(next);
      boolean isEnd = next == (ends % 2 == 0 ? '\r' : '\n');
      ends = isEnd ? ends + 1 : 0;
    }
  }
}
