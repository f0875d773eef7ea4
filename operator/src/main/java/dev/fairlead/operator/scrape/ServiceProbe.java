package dev.fairlead.operator.scrape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.api.v1alpha1.TensorStatus;
import dev.fairlead.operator.scrape.Answer.From;
import dev.fairlead.operator.scrape.Answer.None;
import io.fabric8.kubernetes.api.model.Service;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks a model for its metadata as a client would: through the Service's address, over a connection
 * of its own.
 */
@ApplicationScoped
public class ServiceProbe {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int CONNECT_MILLIS = 500;
  private static final int READ_MILLIS = 1_000;
  private static final int MOST_BYTES = 256 * 1024;
  private static final int MOST_TENSORS = 64;

  /** One request; a model that cannot be reached is an answer too. */
  public Answer ask(Service service, String model) {
    String address = service.getSpec().getClusterIP();
    if (address == null || address.isEmpty() || "None".equals(address)) {
      return new None("the Service has no address yet");
    }
    String host = address.indexOf(':') < 0 ? address : "[" + address + "]";
    try {
      var url =
          URI.create(
                  "http://"
                      + host
                      + ":"
                      + service.getSpec().getPorts().getFirst().getPort()
                      + "/v2/models/"
                      + model)
              .toURL();
      // never through a proxy; never over a connection that is kept, which would lead to a pod that
      // the Service has left
      var request = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
      request.setConnectTimeout(CONNECT_MILLIS);
      request.setReadTimeout(READ_MILLIS);
      request.setInstanceFollowRedirects(false);
      request.setRequestProperty("Connection", "close");
      return answer(request);
    } catch (IOException e) {
      return new None("no answer through the Service");
    }
  }

  private static Answer answer(HttpURLConnection request) throws IOException {
    int code = request.getResponseCode();
    String revision = request.getHeaderField("Fairlead-Revision");
    if (code != HttpURLConnection.HTTP_OK || revision == null) {
      return new None("the Service answered with HTTP status " + code);
    }
    try (InputStream body = request.getInputStream()) {
      JsonNode metadata = MAPPER.readTree(body.readNBytes(MOST_BYTES));
      JsonNode properties = metadata.path("properties");
      return new From(
          revision,
          new ModelStatus(
              properties.path("format").textValue(),
              properties.path("engine").textValue(),
              properties.path("device").textValue(),
              tensors(metadata.path("inputs")),
              tensors(metadata.path("outputs"))));
    }
  }

  private static List<TensorStatus> tensors(JsonNode nodes) {
    var tensors = new ArrayList<TensorStatus>();
    for (JsonNode node : nodes) {
      if (tensors.size() < MOST_TENSORS) {
        var shape = new ArrayList<Long>();
        node.path("shape").forEach(d -> shape.add(d.asLong()));
        tensors.add(
            new TensorStatus(
                node.path("name").asText(), node.path("datatype").asText(), List.copyOf(shape)));
      }
    }
    return List.copyOf(tensors);
  }
}
