import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Lets a program do once what it is to do in its image, so that the JVM learns what it needs.
 *
 * <p>{@code Practice.java FOLDER (embeddings|tensors|fetch|operator) -- COMMAND...}: FOLDER is {@code /practice}
 * to the command. It ends with another code than 0 where the program did not do as it should.
 */
class Practice {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final Duration ENOUGH = Duration.ofMinutes(1);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Path folder;
  private final List<String> command;

  private Practice(Path folder, List<String> command) {
    this.folder = folder;
    this.command = command;
  }

  public static void main(String[] args) {
    var practice = new Practice(Path.of(args[0]), Arrays.asList(args).subList(3, args.length));
    try {
      switch (args[1]) {
        case "embeddings" -> practice.embeddings();
        case "tensors" -> practice.tensors();
        case "fetch" -> practice.fetch();
        case "operator" -> practice.operator();
        default -> throw new IOException("no practice is called " + args[1]);
      }
      System.exit(0);
    } catch (Exception e) {
      System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
      System.exit(1); // whatever servers of its own still run
    }
  }

  /** Loads the model in {@code FOLDER/model} and embeds sentences. */
  private void embeddings() throws Exception {
    String oip =
        "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[2],\"data\":[\"a\",\"a b\"]}]}";
    serve(
        root -> {
          expect200(post(root + "/v2/models/practice/infer", oip));
          expect200(
              post(
                  root + "/v1/embeddings",
                  "{\"model\":\"practice\",\"input\":[\"to practise is to learn\",\"again\"]}"));
        });
  }

  /**
   * Loads the model in {@code FOLDER/model}, with the further variables in {@code FOLDER/environment}
   * if that is there, and sends it {@code FOLDER/request.json}.
   */
  private void tensors() throws Exception {
    String request = Files.readString(folder.resolve("request.json"));
    serve(root -> expect200(post(root + "/v2/models/practice/infer", request)));
  }

  private interface Client {
    void ask(String root) throws IOException, InterruptedException;
  }

  private void serve(Client client) throws Exception {
    int port = freePort();
    var environment =
        new ArrayList<>(
            List.of(
                "FAIRLEAD_MODEL_DIR=/practice/model",
                "FAIRLEAD_MODEL_NAME=practice",
                "FAIRLEAD_HTTP_PORT=" + port,
                "FAIRLEAD_GRPC_PORT=" + freePort(),
                "FAIRLEAD_METRICS_PORT=" + freePort(),
                "FAIRLEAD_DRAIN_DELAY=0s",
                "FAIRLEAD_TERMINATION_LOG=/practice/termination-log",
                "RUST_LIBRARY_PATH=/opt/natives/tokenizers/libtokenizers.so"));
    Path more = folder.resolve("environment");
    if (Files.exists(more)) {
      environment.addAll(Files.readAllLines(more));
    }
    Process server = start(List.of(), environment.toArray(String[]::new));
    String root = "http://" + HERE.getHostAddress() + ":" + port;
    await(server, root + "/v2/health/ready");
    for (int i = 0; i < 100; i++) {
      expect200(get(root + "/v2/models/practice"));
      client.ask(root);
    }
    stop(server);
  }

  /** Fetches a model of two files from a registry with a certificate of its own. */
  private void fetch() throws Exception {
    HttpServer registry = registry();
    Files.createDirectory(folder.resolve("fetched"));
    String host =
        registry.getAddress().getAddress().getHostAddress()
            + ":"
            + registry.getAddress().getPort();
    end(
        start(
            List.of(
                "--uri=oci://" + host + "/practice:1",
                "--destination=/practice/fetched",
                "--trusted-cas=/practice/ca.crt",
                "--port=" + freePort()),
            "FAIRLEAD_TERMINATION_LOG=/practice/termination-log"));
  }

  /** Starts where there is nothing to do. */
  private void operator() throws Exception {
    int port = freePort();
    HttpServer api = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.createContext("/", Practice::emptyCluster);
    api.start();
    Process operator =
        start(
            List.of(),
            "KUBERNETES_MASTER=http://" + HERE.getHostAddress() + ":" + api.getAddress().getPort(),
            "KUBERNETES_NAMESPACE=practice",
            "FAIRLEAD_IMAGES_RUNTIME_ONNX=practice",
            "FAIRLEAD_IMAGES_RUNTIME_XGBOOST=practice",
            "FAIRLEAD_IMAGES_RUNTIME_PYTORCH=practice",
            "FAIRLEAD_IMAGES_FETCH=practice",
            "POD_NAME=practice",
            "POD_NAMESPACE=practice",
            "QUARKUS_HTTP_PORT=" + port);
    String root = "http://" + HERE.getHostAddress() + ":" + port;
    await(operator, root + "/q/health/started");
    get(root + "/q/health/ready"); // whatever it says of such a cluster
    expect200(get(root + "/q/metrics"));
    stop(operator);
  }

  private static void emptyCluster(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    if (exchange.getRequestHeaders().containsKey("Upgrade")) {
      answer(exchange, 200, new byte[0]); // no web socket: the client asks again, by plain HTTP
      return;
    }
    if (query != null && query.contains("watch=true")) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().flush(); // and nothing ever happens
      return;
    }
    if (exchange.getRequestURI().getPath().endsWith("/selfsubjectrulesreviews")) {
      answer(
          exchange,
          201,
          "{\"status\":{\"resourceRules\":[{\"apiGroups\":[\"*\"],\"resources\":[\"*\"],\"verbs\":[\"*\"]}]}}"
              .getBytes(StandardCharsets.UTF_8));
      return;
    }
    byte[] sent = exchange.getRequestBody().readAllBytes();
    boolean isList =
        exchange.getRequestMethod().equals("GET")
            && exchange.getRequestURI().getPath().matches(".*s");
    answer(
        exchange,
        isList || sent.length > 0 ? 200 : 404,
        sent.length > 0
            ? sent
            : "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}"
                .getBytes(StandardCharsets.UTF_8));
  }

  private HttpServer registry() throws Exception {
    byte[] weights = new byte[16 << 20];
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    String layer =
        "{\"mediaType\":\"application/vnd.cncf.model.weight.v1.raw\",\"digest\":\"%s\",\"size\":%d,"
            + "\"annotations\":{\"org.cncf.model.filepath\":\"%s\"}}";
    byte[] manifest =
        ("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                + "\"artifactType\":\"application/vnd.cncf.model.manifest.v1+json\","
                + "\"config\":{\"mediaType\":\"application/vnd.cncf.model.config.v1+json\",\"digest\":\"%s\",\"size\":%d},"
                + "\"layers\":[%s,%s]}")
            .formatted(
                digest(config),
                config.length,
                layer.formatted(digest(weights), weights.length, "model.onnx"),
                layer.formatted(digest(config), config.length, "config.json"))
            .getBytes(StandardCharsets.UTF_8);
    InetAddress address = otherThanLoopback();
    HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
    SSLContext tls = certificate(address);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          if (path.contains("/manifests/")) {
            exchange
                .getResponseHeaders()
                .set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest(manifest));
            answer(exchange, 200, manifest);
          } else if (path.endsWith(digest(weights))) {
            answer(exchange, 200, weights);
          } else if (path.endsWith(digest(config))) {
            answer(exchange, 200, config);
          } else {
            answer(exchange, path.equals("/v2/") ? 200 : 404, new byte[0]);
          }
        });
    server.start();
    return server;
  }

  /** One that lives for this run, in {@code FOLDER/ca.crt} too. */
  private SSLContext certificate(InetAddress address) throws Exception {
    Path store = folder.resolve("registry.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool, "-genkeypair", "-alias", "practice", "-keyalg", "EC", "-dname",
                "CN=practice", "-ext", "san=ip:" + address.getHostAddress(), "-storetype", "PKCS12",
                "-keystore", store.toString(), "-storepass", "practice")
            .inheritIO()
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), "practice".toCharArray());
    Files.writeString(
        folder.resolve("ca.crt"),
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(keys.getCertificate("practice").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "practice".toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(factory.getKeyManagers(), null, null);
    return tls;
  }

  /** An address of this machine: fetch asks no loopback. */
  private static InetAddress otherThanLoopback() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .findFirst()
        .orElseThrow(() -> new IOException("this machine has no address but its loopback"));
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange;
        InputStream rest = exchange.getRequestBody()) {
      rest.readAllBytes();
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      if (isHead) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
      }
      exchange.sendResponseHeaders(status, isHead || body.length == 0 ? -1 : body.length);
      if (!isHead && body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private Process start(List<String> arguments, String... environment) throws IOException {
    var all = new ArrayList<>(command);
    all.addAll(arguments);
    var builder = new ProcessBuilder(all).inheritIO();
    // as in its image: the server refuses settings that it does not know, whoever exported them here
    builder.environment().keySet().removeIf(name -> !name.equals("PATH"));
    for (String variable : environment) {
      int equals = variable.indexOf('=');
      builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return builder.start();
  }

  private static void stop(Process process) throws Exception {
    process.destroy();
    end(process);
  }

  private static void end(Process process) throws Exception {
    if (!process.waitFor(ENOUGH.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("it did not end");
    }
    // 143: by the signal that it was sent
    if (process.exitValue() != 0 && process.exitValue() != 143) {
      throw new IOException("it ended with " + process.exitValue());
    }
  }

  private static void await(Process process, String url) throws Exception {
    Instant end = Instant.now().plus(ENOUGH);
    while (process.isAlive() && Instant.now().isBefore(end)) {
      try {
        if (get(url) == 200) {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
      Thread.sleep(20);
    }
    process.destroyForcibly();
    throw new IOException("no good answer from " + url);
  }

  private static int get(String url) throws IOException, InterruptedException {
    return CLIENT
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static int post(String url, String json) throws IOException, InterruptedException {
    return CLIENT
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private static void expect200(int status) throws IOException {
    if (status != 200) {
      throw new IOException("answered with " + status);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, HERE)) {
      return socket.getLocalPort();
    }
  }
}
