package dev.fairlead.e2e.tools;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A forward proxy of a site: tunnels (RFC 9110, 9.3.6) for whoever has the login, all of them to
 * one host, by whatever name that is asked for. So it is the only way to a name that nobody can
 * look up.
 */
final class Proxy {
  private static final int HTTPS = 443;

  private final Options options;
  private final String login;
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger tunnels = new AtomicInteger();

  Proxy(Options options) {
    this.options = options;
    byte[] pair = options.text("login").getBytes(StandardCharsets.UTF_8);
    login = "basic " + Base64.getEncoder().encodeToString(pair);
  }

  void run() throws IOException, InterruptedException {
    try (var socket = new ServerSocket(options.number("port", 3128))) {
      Thread.ofVirtual().start(() -> accept(socket));
      Reports.print(
          options.time(), () -> Map.of("refused", refused.get(), "tunnels", tunnels.get()));
    }
  }

  private void accept(ServerSocket socket) {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // the time is up
    }
  }

  private void serve(Socket client) {
    try (client;
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream()) {
      if (!mayPass(in)) {
        refused.incrementAndGet();
        say(
            out,
            "407 Who?\r\nProxy-Authenticate: Basic realm=\"site\"\r\nContent-Length: 0\r\nConnection: close");
        return;
      }
      try (Socket host = new Socket(options.text("to"), HTTPS)) {
        say(out, "200 Established");
        tunnels.incrementAndGet();
        Thread.ofVirtual().start(() -> copy(in, host));
        host.getInputStream().transferTo(out);
      }
    } catch (IOException e) {
      // one of the two went away
    }
  }

  /** Reads a request up to its end: whether it asks for a tunnel, with the login. */
  private boolean mayPass(InputStream in) throws IOException {
    boolean isTunnel = line(in).startsWith("CONNECT ");
    boolean isKnown = false;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      String[] parts = header.split(":", 2);
      isKnown |= parts[0].equalsIgnoreCase("proxy-authorization") && isLogin(parts[1].strip());
    }
    return isTunnel && isKnown;
  }

  /** The name of the scheme is written in either case. */
  private boolean isLogin(String value) {
    int scheme = value.indexOf(' ') + 1;
    return (value.substring(0, scheme).toLowerCase(Locale.ROOT) + value.substring(scheme))
        .equals(login);
  }

  private static void copy(InputStream in, Socket host) {
    try {
      in.transferTo(host.getOutputStream());
    } catch (IOException e) {
      // the other direction ends too
    }
  }

  private static String line(InputStream in) throws IOException {
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

  private static void say(OutputStream out, String head) throws IOException {
    out.write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
