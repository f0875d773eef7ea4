package dev.fairlead.fetch;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/**
 * A forward proxy on loopback (RFC 9110, 9.3.6): a tunnel for CONNECT, and whole URIs without TLS.
 * It finds every host on loopback, as a proxy finds hosts that nobody else can look up.
 */
final class TestProxy implements Closeable {
  private static final int OK = 200;

  /**
   * One request.
   *
   * @param line its first line
   * @param headers the others, as they came
   */
  record Request(String line, List<String> headers) {
    Optional<String> header(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ":";
      return headers.stream()
          .filter(header -> header.toLowerCase(Locale.ROOT).startsWith(start))
          .map(header -> header.substring(start.length()).strip())
          .findFirst();
    }
  }

  private final ServerSocket socket;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile Optional<String> wanted = Optional.empty();
  private volatile IntUnaryOperator statuses = n -> OK;
  private volatile String more = "";

  private TestProxy(ServerSocket socket) {
    this.socket = socket;
    Connections.serve(socket, this::serve);
  }

  static TestProxy start() throws IOException {
    return new TestProxy(new ServerSocket(0, 64, loopback()));
  }

  /** Serves nobody else. */
  TestProxy wants(String username, String password) {
    byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
    wanted = Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    return this;
  }

  /** What it answers to the n-th request (1, 2, ...); with 200 it goes on. */
  TestProxy answers(IntUnaryOperator status) {
    statuses = status;
    return this;
  }

  /** With a header where it does not go on. */
  TestProxy header(String header) {
    more = header + "\r\n";
    return this;
  }

  int port() {
    return socket.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  List<String> lines() {
    return requests.stream().map(Request::line).toList();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void serve(Socket client) {
    try (client;
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream()) {
      Request request = read(in);
      requests.add(request);
      int status = statuses.applyAsInt(count.incrementAndGet());
      if (wanted.isPresent() && !request.header("Proxy-Authorization").equals(wanted)) {
        say(out, "HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm=\"test\"\r\n");
      } else if (status != OK) {
        say(out, "HTTP/1.1 " + status + " No\r\n" + more);
      } else {
        goOn(request, in, out);
      }
    } catch (IOException e) {
      // One of the two went away.
    }
  }

  private static void say(OutputStream out, String head) throws IOException {
    write(out, head + "Content-Length: 0\r\nConnection: close\r\n\r\n");
  }

  private static void goOn(Request request, InputStream in, OutputStream out) throws IOException {
    String[] line = request.line().split(" ", 3);
    URI target = URI.create(line[0].equals("CONNECT") ? "https://" + line[1] : line[1]);
    try (Socket host = new Socket(loopback(), target.getPort())) {
      if (line[0].equals("CONNECT")) {
        write(out, "HTTP/1.1 200 Established\r\n\r\n");
        Thread.ofVirtual().start(() -> copy(in, host));
      } else {
        write(host.getOutputStream(), head(line[0], target, request));
      }
      host.getInputStream().transferTo(out);
    }
  }

  private static String head(String method, URI target, Request request) {
    var head = new StringBuilder(method + " " + target.getRawPath() + " HTTP/1.1\r\n");
    request.headers().stream()
        .filter(header -> !header.toLowerCase(Locale.ROOT).startsWith("proxy-"))
        .forEach(header -> head.append(header).append("\r\n"));
    return head.append("\r\n").toString();
  }

  private static void copy(InputStream in, Socket host) {
    try {
      in.transferTo(host.getOutputStream());
    } catch (IOException e) {
      // The other direction ends too.
    }
  }

  private static Request read(InputStream in) throws IOException {
    String line = readLine(in);
    var headers = new ArrayList<String>();
    for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
      headers.add(header);
    }
    return new Request(line, headers);
  }

  private static String readLine(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the client went away");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
