package dev.fairlead.e2e.tools;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares what the status says with what clients get, by one clock: a new connection through the
 * Service every 20 ms, and a watch on the ModelDeployment. Two things would be lies: {@code
 * Ready=True} at the current generation while the Service does not answer with that revision, and
 * an answer of another revision after it.
 */
final class Witness {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final long EVERY_MILLIS = 20;

  private final URI url;
  private final String namespace;
  private final String name;
  private final long end;
  private final List<String> lies = new ArrayList<>();
  private String ready = "";
  private boolean proved;
  private int claims;
  private int answers;

  Witness(Map<String, String> options) {
    url = URI.create(options.getOrDefault("url", ""));
    namespace = options.getOrDefault("namespace", "");
    name = options.getOrDefault("name", "");
    end =
        System.nanoTime()
            + Duration.ofSeconds(Long.parseLong(options.getOrDefault("seconds", "60"))).toNanos();
  }

  void run() throws Exception {
    HttpClient client = client();
    Thread.ofPlatform().daemon().start(() -> watch(client));
    while (System.nanoTime() < end) {
      long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS);
      probe();
      TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
    }
    synchronized (this) {
      System.out.println(
          new JsonMapper()
              .writeValueAsString(Map.of("claims", claims, "answers", answers, "lies", lies)));
    }
    System.exit(0);
  }

  private void probe() {
    String claimed = claimed();
    String answered;
    try (var connection = new Http(url)) {
      Http.Reply reply = connection.send("", false);
      answered = reply.status() == 200 ? reply.revision() : "HTTP status " + reply.status();
    } catch (IOException e) {
      answered = "nobody: " + e.getMessage();
    }
    judge(claimed, answered);
  }

  private synchronized String claimed() {
    return ready;
  }

  /** Only a claim that stood before the request was sent and still stands counts. */
  private synchronized void judge(String claimed, String answered) {
    answers++;
    if (!claimed.isEmpty() && claimed.equals(ready)) {
      proved |= answered.equals(claimed);
      if (!answered.equals(claimed)) {
        lies.add(
            "Ready=True for "
                + claimed
                + ", answered by "
                + answered
                + (proved ? " after it" : " at first"));
      }
    }
  }

  private synchronized void saw(JsonNode md) {
    long generation = md.path("metadata").path("generation").asLong();
    String now = "";
    for (JsonNode condition : md.path("status").path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")
          && condition.path("status").asString("").equals("True")
          && condition.path("observedGeneration").asLong(-1) == generation
          && !md.path("metadata").has("deletionTimestamp")) {
        now = md.path("status").path("stableRevision").asString("");
      }
    }
    if (!now.equals(ready)) {
      claims += now.isEmpty() ? 0 : 1;
      ready = now;
      proved = false;
    }
  }

  private void watch(HttpClient client) {
    while (true) {
      try {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create(
                        "https://kubernetes.default.svc/apis/serving.fairlead.dev/v1alpha1/namespaces/%s/modeldeployments?watch=1&fieldSelector=metadata.name=%s"
                            .formatted(namespace, name)))
                .header(
                    "Authorization", "Bearer " + Files.readString(ACCOUNT.resolve("token")).strip())
                .build();
        InputStream events = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
        try (var lines =
            new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode event = new JsonMapper().readTree(line);
            if (event.path("type").asString("").equals("DELETED")) {
              gone();
            } else {
              saw(event.path("object"));
            }
          }
        }
      } catch (IOException e) {
        System.err.println("the watch ended: " + e.getMessage());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private synchronized void gone() {
    ready = "";
  }

  private static HttpClient client() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    byte[] pem = Files.readAllBytes(ACCOUNT.resolve("ca.crt"));
    store.setCertificateEntry(
        "cluster",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }
}
