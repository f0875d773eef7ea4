package dev.fairlead.e2e.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Creates objects, takes the time until one of them is called ready and until the Service answers,
 * deletes them, and does it all again.
 */
final class Stopwatch {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int NOT_FOUND = 404;

  private final Options options;
  private final URI url;
  private final HttpClient client;
  private final List<Map<String, Long>> rounds = new ArrayList<>();

  /**
   * {@code --objects} is the Base64 of a JSON list of {@code {"collection": PATH, "object": {}}};
   * the last one's {@code --condition} says ready, {@code --pods} selects what has to be gone
   * before the next of {@code --rounds}.
   */
  Stopwatch(Options options) throws Exception {
    this.options = options;
    url = options.url();
    client = Cluster.client();
  }

  void run() throws Exception {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                JsonNode objects =
                    JSON.readTree(Base64.getDecoder().decode(options.text("objects")));
                for (int i = 0; i < options.number("rounds", 1); i++) {
                  round(objects);
                }
              } catch (Exception e) {
                e.printStackTrace();
                System.exit(1);
              }
            });
    Reports.print(options.time(), this::seen);
    System.exit(0);
  }

  private synchronized Map<String, Object> seen() {
    return Map.of("rounds", List.copyOf(rounds));
  }

  private void round(JsonNode objects) throws Exception {
    JsonNode judged = objects.get(objects.size() - 1);
    FutureTask<Long> ready = start(() -> untilReady(judged));
    FutureTask<Long> answer = start(this::untilAnswer);
    long start = System.nanoTime();
    for (JsonNode each : objects) {
      send(
          Cluster.request(each.path("collection").asString())
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(each.path("object").toString())),
          201);
    }
    var times = new HashMap<String, Long>();
    times.put("readyMillis", TimeUnit.NANOSECONDS.toMillis(ready.get() - start));
    times.put("answerMillis", TimeUnit.NANOSECONDS.toMillis(answer.get() - start));
    for (JsonNode each : objects) {
      send(Cluster.request(path(each) + "?propagationPolicy=Foreground").DELETE(), 200, 202);
    }
    for (JsonNode each : objects) {
      while (send(Cluster.request(path(each)), 200, NOT_FOUND).statusCode() != NOT_FOUND) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    String pods =
        "/api/v1/namespaces/%s/pods?labelSelector=%s"
            .formatted(options.text("namespace"), options.text("pods"));
    while (!JSON.readTree(send(Cluster.request(pods), 200).body()).path("items").isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    synchronized (this) {
      rounds.add(times);
    }
  }

  private static FutureTask<Long> start(Callable<Long> measure) {
    var task = new FutureTask<>(measure);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static String path(JsonNode each) {
    return each.path("collection").asString()
        + "/"
        + each.path("object").path("metadata").path("name").asString();
  }

  private HttpResponse<String> send(HttpRequest.Builder request, int... expected)
      throws IOException, InterruptedException {
    var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    for (int code : expected) {
      if (response.statusCode() == code) {
        return response;
      }
    }
    throw new IOException(response + ": " + response.body());
  }

  private long untilReady(JsonNode judged) throws IOException, InterruptedException {
    String watch =
        judged.path("collection").asString()
            + "?watch=1&fieldSelector=metadata.name="
            + judged.path("object").path("metadata").path("name").asString();
    var events =
        client
            .send(Cluster.request(watch).build(), HttpResponse.BodyHandlers.ofInputStream())
            .body();
    try (var lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (isReady(JSON.readTree(line).path("object"))) {
          return System.nanoTime();
        }
      }
    }
    throw new IOException("the watch ended");
  }

  private boolean isReady(JsonNode object) {
    return object
        .path("status")
        .path("conditions")
        .valueStream()
        .anyMatch(
            condition ->
                condition.path("type").asString("").equals(options.text("condition"))
                    && condition.path("status").asString("").equals("True"));
  }

  private long untilAnswer() throws InterruptedException {
    while (true) {
      try (var connection = new Http(url)) {
        if (connection.send(options.text("body"), false).status() == 200) {
          return System.nanoTime();
        }
      } catch (IOException e) {
        // not yet
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
