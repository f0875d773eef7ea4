package dev.fairlead.e2e.tools;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The files of a folder by HTTPS, from any byte on, no faster than told: a source of models, and
 * with {@code --bucket=NAME} one more as a store does it that speaks S3. What is posted is counted,
 * so that it is a collector of traces too.
 */
final class FileServer {
  private static final int CHUNK = 16 * 1024;
  private static final int NOT_IMPLEMENTED = 501;

  private final Options options;
  private final Path folder;
  private final Bucket bucket;
  private final long bytesPerSecond;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger posts = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();

  FileServer(Options options) {
    this.options = options;
    this.folder = Path.of(options.text("folder"));
    this.bucket = new Bucket(options.text("bucket"), folder);
    this.bytesPerSecond = options.number("bytesPerSecond", Integer.MAX_VALUE);
  }

  void run() throws IOException, GeneralSecurityException, InterruptedException {
    var server = HttpsServer.create(new InetSocketAddress(options.number("port", 8443)), 64);
    server.setHttpsConfigurator(new HttpsConfigurator(tls()));
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    Reports.print(
        options.time(),
        () -> Map.of("requests", requests.get(), "posts", posts.get(), "bytesSent", sent.get()));
    server.stop(0);
  }

  private SSLContext tls() throws IOException, GeneralSecurityException {
    char[] password = options.text("password").toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(options.text("certificate")))) {
      store.load(in, password);
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    return tls;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.incrementAndGet();
      if (exchange.getRequestMethod().equals("POST")) {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        exchange.sendResponseHeaders(200, -1);
        posts.incrementAndGet();
        return;
      }
      if (bucket.isAskedFor(exchange.getRequestURI())) {
        list(exchange);
        return;
      }
      String path = bucket.file(exchange.getRequestURI().getPath());
      Path file = folder.resolve("." + path).normalize();
      if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      long size = Files.size(file);
      String range = exchange.getRequestHeaders().getFirst("Range");
      long from = range == null ? 0 : Long.parseLong(range.replaceAll("bytes=(\\d+)-.*", "$1"));
      exchange.getResponseHeaders().set("ETag", Bucket.etag(file));
      exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
      if (range != null) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes %d-%d/%d".formatted(from, size - 1, size));
      }
      exchange.sendResponseHeaders(range == null ? 200 : 206, size - from);
      try (InputStream in = Files.newInputStream(file)) {
        in.skipNBytes(from);
        send(in, exchange.getResponseBody());
      }
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    byte[] answer =
        bucket.answer(exchange.getRequestURI()).orElse("").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/xml");
    if (answer.length == 0) {
      exchange.sendResponseHeaders(NOT_IMPLEMENTED, -1);
      return;
    }
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
  }

  private void send(InputStream in, OutputStream out) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long start = System.nanoTime();
    long bytes = 0;
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      out.write(chunk, 0, read);
      bytes += read;
      sent.addAndGet(read);
      pause(start + TimeUnit.SECONDS.toNanos(1) * bytes / bytesPerSecond);
    }
  }

  /** Until that many bytes may have been sent. */
  private static void pause(long until) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
