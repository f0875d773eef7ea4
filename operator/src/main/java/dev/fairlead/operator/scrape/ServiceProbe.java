package dev.fairlead.operator.scrape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Service;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;

/**
 * Asks a model for its metadata as a client would: through the Service's address, over a connection
 * of its own.
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
    return background.ask(uid, about, () -> ask(service, model)).orElseGet(Answer.Awaited::new);
  }

  private static Answer ask(Service service, String model) {
    String address = service.getSpec().getClusterIP();
    if (address == null || address.isEmpty() || "None".equals(address)) {
      return new Answer.None("the Service has no address yet");
    }
    int port = service.getSpec().getPorts().getFirst().getPort();
    try {
      return answer(Get.from(address, port, "/v2/models/" + model));
    } catch (IOException e) {
      return new Answer.None("nobody answered through the Service");
    }
  }

  private static Answer answer(Get reply) {
    String revision = reply.revision();
    String status = "the Service answered with HTTP status " + reply.status();
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
}
