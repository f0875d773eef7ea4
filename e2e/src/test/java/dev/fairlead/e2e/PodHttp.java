package dev.fairlead.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a model's pods, past the Service. */
final class PodHttp {
  private static final int PROTOCOLS = 8080;
  private static final int METRICS = 9090;

  private PodHttp() {}

  /** One inference by the Open Inference Protocol, of the first pod. */
  static HttpResponse<String> infer(Model model, String body)
      throws IOException, InterruptedException {
    return send(
        model,
        model.pods().getFirst(),
        PROTOCOLS,
        "/v2/models/" + model.name() + "/infer",
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** What a pod says of the model that it serves, by the Open Inference Protocol. */
  static JsonNode metadata(Model model, Pod pod) {
    try {
      return new ObjectMapper()
          .readTree(
              send(model, pod, PROTOCOLS, "/v2/models/" + model.name(), HttpRequest.newBuilder())
                  .body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** What Prometheus would be told by the first pod. */
  static String metrics(Model model) throws IOException, InterruptedException {
    return metrics(model, model.pods().getFirst());
  }

  /** What Prometheus would be told. */
  static String metrics(Model model, Pod pod) throws IOException, InterruptedException {
    return send(model, pod, METRICS, "/metrics", HttpRequest.newBuilder()).body();
  }

  /** What a server of others says at a path of its only port. */
  static HttpResponse<String> get(Model model, String path)
      throws IOException, InterruptedException {
    return send(model, model.pods().getFirst(), PROTOCOLS, path, HttpRequest.newBuilder());
  }

  /** Of the metrics of all pods of a revision, what the first group of the pattern says. */
  static List<Double> metrics(Model model, String revision, Pattern value)
      throws IOException, InterruptedException {
    var values = new ArrayList<Double>();
    for (Pod pod : model.pods(revision)) {
      Matcher found = value.matcher(metrics(model, pod));
      while (found.find()) {
        values.add(Double.valueOf(found.group(1)));
      }
    }
    return values;
  }

  private static HttpResponse<String> send(
      Model model, Pod pod, int port, String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    Stage stage = model.stage();
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
        LocalPortForward forward =
            stage
                .client()
                .pods()
                .inNamespace(stage.namespace())
                .withName(pod.getMetadata().getName())
                .portForward(port)) {
      URI uri = URI.create("http://127.0.0.1:" + forward.getLocalPort() + path);
      return client.send(request.uri(uri).build(), BodyHandlers.ofString());
    }
  }
}
