package dev.fairlead.e2e.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sees by one clock what a ModelDeployment's status claims (a watch) and what clients get (a new
 * connection through the Service every 20 ms, whatever became of the ones before).
 */
final class Witness {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long EVERY_MILLIS = 20;

  private final Options options;
  private final URI url;
  private final Truth truth = new Truth();
  private final long start = System.nanoTime();

  Witness(Options options) {
    this.options = options;
    url = options.url();
  }

  /** Watches and asks until the time is up. */
  void run() throws Exception {
    HttpClient client = Cluster.client();
    Thread.ofPlatform().daemon().start(() -> watch(client));
    Thread.ofPlatform().daemon().start(this::askAllTheTime);
    Reports.print(options.time(), truth::seen);
    System.exit(0);
  }

  private void askAllTheTime() {
    try {
      for (long next = System.nanoTime(); ; next += TimeUnit.MILLISECONDS.toNanos(EVERY_MILLIS)) {
        TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
        Thread.ofVirtual().start(this::ask);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask() {
    Truth.Claim relied = truth.claim();
    String got;
    try (var connection = new Http(url)) {
      Http.Reply reply = connection.send("", false);
      got =
          reply.status() == 200
              ? JSON.readTree(reply.body()).path("versions").path(0).asString("no version")
              : "HTTP status " + reply.status();
    } catch (IOException e) {
      got = e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    truth.answered(relied, got, millis());
  }

  private long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private void watch(HttpClient client) {
    while (true) {
      try {
        HttpRequest request =
            Cluster.request(
                    "/apis/serving.fairlead.dev/v1alpha1/namespaces/%s/modeldeployments?watch=1&fieldSelector=metadata.name=%s"
                        .formatted(options.text("namespace"), options.text("name")))
                .build();
        var events = client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
        try (var lines =
            new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            saw(JSON.readTree(line));
          }
        }
      } catch (IOException e) {
        System.err.println("the watch ended: " + e.getMessage());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void saw(JsonNode event) {
    JsonNode md = event.path("object");
    boolean gone =
        event.path("type").asString("").equals("DELETED")
            || md.path("metadata").has("deletionTimestamp");
    String version = md.path("spec").path("model").path("version").asString("");
    truth.declared(gone ? "" : version, !gone && isReady(md), millis());
  }

  /** As `kubectl wait --for=condition=Ready` would have it, at the current generation. */
  private static boolean isReady(JsonNode md) {
    long generation = md.path("metadata").path("generation").asLong();
    return md.path("status")
        .path("conditions")
        .valueStream()
        .anyMatch(
            condition ->
                condition.path("type").asString("").equals("Ready")
                    && condition.path("status").asString("").equals("True")
                    && condition.path("observedGeneration").asLong(-1) == generation);
  }
}
