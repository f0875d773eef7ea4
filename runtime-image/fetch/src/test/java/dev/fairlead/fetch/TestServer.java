package dev.fairlead.fetch;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/** An HTTP/1.1 server on loopback whose answers can break in every way that a network knows. */
final class TestServer implements Closeable {
  /** One request. Header names are in lower case. */
  record Request(String method, String path, Map<String, String> headers, String body) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /** Writes an answer; the connection is closed after it. */
  @FunctionalInterface
  interface Reply {
    void to(OutputStream out) throws IOException;
  }

  /** The answer goes no further, and the connection stays until the client lets it go. */
  static final class StalledException extends IOException {
    @Serial private static final long serialVersionUID = 1;
  }

  private final ServerSocket socket;
  private final String scheme;
  private final Map<String, Function<Request, Reply>> pages = new ConcurrentHashMap<>();
  private volatile Function<Request, Reply> otherwise = request -> status(404);
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private TestServer(ServerSocket socket, String scheme) {
    this.socket = socket;
    this.scheme = scheme;
    Connections.serve(socket, this::serve);
  }

  static TestServer http() throws IOException {
    return new TestServer(new ServerSocket(0, 64, loopback()), "http");
  }

  static TestServer https(SSLContext context) throws IOException {
    return new TestServer(
        context.getServerSocketFactory().createServerSocket(0, 64, loopback()), "https");
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Under the name {@code localhost}. */
  String url(String path) {
    return url("localhost", path);
  }

  String url(String host, String path) {
    return scheme + "://" + host + ":" + port() + path;
  }

  /** Answers a path; what stands after {@code ?} does not count. */
  TestServer on(String path, Function<Request, Reply> page) {
    pages.put(path, page);
    return this;
  }

  TestServer on(String path, Content content) {
    return on(path, content::reply);
  }

  /** Answers all other paths. */
  TestServer otherwise(Function<Request, Reply> page) {
    otherwise = page;
    return this;
  }

  List<Request> requests(String path) {
    return requests.stream().filter(it -> withoutQuery(it.path()).equals(path)).toList();
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  static Reply status(int status, String... headers) {
    return out -> {
      head(out, status, headers);
      line(out, "Content-Length: 0");
      line(out, "");
    };
  }

  static Reply text(String type, String text, String... headers) {
    return out -> {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      head(out, 200, headers);
      line(out, "Content-Type: " + type);
      line(out, "Content-Length: " + bytes.length);
      line(out, "");
      out.write(bytes);
    };
  }

  static void head(OutputStream out, int status, String... headers) throws IOException {
    line(out, "HTTP/1.1 " + status + " Status");
    line(out, "Connection: close");
    for (String header : headers) {
      line(out, header);
    }
  }

  static void line(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void serve(Socket connection) {
    try (connection;
        InputStream in = new BufferedInputStream(connection.getInputStream());
        OutputStream out = new BufferedOutputStream(connection.getOutputStream(), 1 << 16)) {
      Request request = read(in);
      requests.add(request);
      var page = pages.getOrDefault(withoutQuery(request.path()), otherwise);
      try {
        answer(request, page.apply(request), out);
      } catch (StalledException e) {
        awaitEnd(in);
      }
    } catch (IOException | UncheckedIOException e) {
      // The client went away, or the answer was made to break.
    }
  }

  private static void answer(Request request, Reply reply, OutputStream out) throws IOException {
    if (request.method().equals("HEAD")) {
      out.write(head(reply));
    } else {
      reply.to(out);
    }
    out.flush();
  }

  private static void awaitEnd(InputStream in) throws IOException {
    while (in.read() >= 0) {
      // A client that sends more is still there.
    }
  }

  /** An answer up to its body. */
  private static byte[] head(Reply reply) throws IOException {
    var all = new ByteArrayOutputStream();
    reply.to(all);
    String text = all.toString(StandardCharsets.ISO_8859_1);
    return text.substring(0, text.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Request read(InputStream in) throws IOException {
    String[] first = readLine(in).split(" ", 3);
    var headers = new HashMap<String, String>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Request(first[0], first[1], headers, body);
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

  private static String withoutQuery(String path) {
    return path.replaceFirst("\\?.*", "");
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
