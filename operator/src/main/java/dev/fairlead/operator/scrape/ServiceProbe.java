package dev.fairlead.operator.scrape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Service;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.function.Function;

/**
 * Asks a model as a client would, one of ours for its metadata: through the Service's address, over
 * a connection of its own.
 */
@ApplicationScoped
public class ServiceProbe {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Background<Answer> background;

  /** Waits for an answer only as long as one takes. */
  public ServiceProbe() {
    this(Background.PATIENCE);
  }

  ServiceProbe(Duration patience) {
    background = new Background<>(patience);
  }

  /**
   * One request; a model that cannot be reached is an answer too.
   *
   * @param uid of whose model it is
   * @param about what the answer will speak of: once that is another, the request is made anew
   */
  public Answer ask(String uid, String about, Service service, String model) {
    return through(uid, about, service, "/v2/models/" + model, ServiceProbe::described);
  }

  /**
   * The same to a foreign server, at a path that it knows. Nothing in the answer can tell who it
   * is: that the Service leads to somebody is all there is to learn.
   */
  public Answer reach(String uid, String about, Service service, String path) {
    return through(uid, about, service, path, ServiceProbe::reached);
  }

  private Answer through(
      String uid, String about, Service service, String path, Function<Get, Answer> read) {
    return background
        .ask(uid, about, () -> through(service, path, read))
        .orElseGet(Answer.Awaited::new);
  }

  private static Answer through(Service service, String path, Function<Get, Answer> read) {
    String address = service.getSpec().getClusterIP();
    if (address == null || address.isEmpty() || "None".equals(address)) {
      return new Answer.None("the Service has no address yet");
    }
    int port = service.getSpec().getPorts().getFirst().getPort();
    try {
      return read.apply(Get.from(address, port, path));
    } catch (IOException e) {
      return new Answer.None("nobody answered through the Service");
    }
  }

  /** What answers for a Service that leads to nobody, such as the proxy of a mesh, says 5xx. */
  private static Answer reached(Get reply) {
    return reply.status() < HttpURLConnection.HTTP_INTERNAL_ERROR
        ? new Answer.Reached()
        : new Answer.None(status(reply));
  }

  private static Answer described(Get reply) {
    String revision = reply.revision();
    String status = status(reply);
    if (revision == null) {
      return new Answer.None(status);
    }
    if (reply.status() != HttpURLConnection.HTTP_OK) {
      return new Answer.Failed(status);
    }
    try {
      return new Answer.From(revision, ModelMetadata.read(MAPPER.readTree(reply.body())));
    } catch (JsonProcessingException e) {
      return new Answer.Failed("the Service answered with something else than JSON");
    }
  }

  private static String status(Get reply) {
    return "the Service answered with HTTP status " + reply.status();
  }
}
