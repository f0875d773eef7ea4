package dev.fairlead.operator.scrape;

import dev.fairlead.operator.observe.ModelPod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Asks a foreign server in its pod why it is not ready: the node knows the answer, and tells only
 * that it was not good enough.
 */
@ApplicationScoped
public class ReadinessProbe {
  /** Between two questions. */
  public static final Duration PAUSE = Duration.ofSeconds(5);

  /**
   * Of the pod that has been at it the longest; empty where none is, or it has just become ready.
   */
  public Optional<Answer> ask(List<ModelPod> pods, String path, int port) {
    return pods.stream()
        .filter(ModelPod::isLoading)
        .min(Comparator.comparing(ModelPod::createdAt))
        .flatMap(pod -> ask(pod, path, port));
  }

  private static Optional<Answer> ask(ModelPod pod, String path, int port) {
    String address = pod.status().getPodIP();
    if (address == null) {
      return Optional.empty();
    }
    try {
      return unready(Get.from(address, port, path).status(), pod, path, port);
    } catch (IOException e) {
      return Optional.of(
          new Answer.Unready(
              "the server of pod %s does not answer on port %d".formatted(pod.name(), port),
              false));
    }
  }

  private static Optional<Answer> unready(int status, ModelPod pod, String path, int port) {
    if (status >= HttpURLConnection.HTTP_OK && status < HttpURLConnection.HTTP_BAD_REQUEST) {
      return Optional.empty();
    }
    String answer = status < 0 ? "something else than HTTP" : "HTTP status " + status;
    return Optional.of(
        new Answer.Unready(
            "the server of pod %s answers GET %s on port %d with %s: it loads, or"
                    .formatted(pod.name(), path, port, answer)
                + " spec.runtime.custom.readinessPath has to be another one",
            true));
  }
}
