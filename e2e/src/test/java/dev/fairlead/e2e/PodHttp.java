package dev.fairlead.e2e;

import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks a model's first pod, past the Service. */
final class PodHttp {
  private static final int PROTOCOLS = 8080;
  private static final int METRICS = 9090;

  private PodHttp() {}

  /** One inference by the Open Inference Protocol. */
  static HttpResponse<String> infer(Model model, String body)
      throws IOException, InterruptedException {
    return send(
        model,
        PROTOCOLS,
        "/v2/models/" + model.name() + "/infer",
        HttpRequest.newBuilder()
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  /** What Prometheus would be told. */
  static String metrics(Model model) throws IOException, InterruptedException {
    return send(model, METRICS, "/metrics", HttpRequest.newBuilder()).body();
  }

  private static HttpResponse<String> send(
      Model model, int port, String path, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    Stage stage = model.stage();
    String pod = model.pods().getFirst().getMetadata().getName();
    try (HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
        LocalPortForward forward =
            stage.client().pods().inNamespace(stage.namespace()).withName(pod).portForward(port)) {
      URI uri = URI.create("http://127.0.0.1:" + forward.getLocalPort() + path);
      return client.send(request.uri(uri).build(), BodyHandlers.ofString());
    }
  }
}
