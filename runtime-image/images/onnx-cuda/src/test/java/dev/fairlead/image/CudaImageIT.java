package dev.fairlead.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The image in a container that no GPU was given to. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CudaImageIT {
  private static final Pattern LOADED = Pattern.compile("Loaded image: (\\S+)");
  private static final Pattern LISTENING = Pattern.compile("listening on port (\\d+)");
  private static final String TEXT =
      "{\"inputs\":[{\"name\":\"text\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"a\"]}]}";

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static String image;

  @BeforeAll
  static void load() throws Exception {
    String tar = Command.path("image.tar").toString();
    String said = Command.run(0, Map.of(), List.of("docker", "load", "--input", tar));
    Matcher loaded = LOADED.matcher(said);
    assertThat(loaded.find()).as(said).isTrue();
    image = loaded.group(1);
  }

  @Test
  void askedForAGpuItEndsWithTheReasonAndServesNothing() throws Exception {
    String said = Command.run(1, Map.of(), container("FAIRLEAD_DEVICE=gpu"));

    assertThat(said)
        .contains("DeviceUnavailable: no GPU can be used here (")
        .contains("nvidia.com/gpu in spec.resources.limits")
        .doesNotContain("READY");
  }

  @Test
  void notAskedForOneItServesOnTheCpu() throws Exception {
    Process server =
        new ProcessBuilder(container("FAIRLEAD_DEVICE=cpu")).redirectErrorStream(true).start();
    try (BufferedReader log = server.inputReader(StandardCharsets.UTF_8)) {
      URI address = ready(log);
      HttpResponse<String> answer =
          CLIENT.send(
              HttpRequest.newBuilder(address.resolve("/v2/models/model/infer"))
                  .POST(HttpRequest.BodyPublishers.ofString(TEXT))
                  .build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("\"embedding\"");
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  /** As restricted as in a pod; the engine hands a signal on to what is in it. */
  private static List<String> container(String... environment) {
    var command = new ArrayList<String>();
    command.addAll(List.of("docker", "run", "--rm", "--network=host"));
    command.addAll(List.of("--read-only", "--tmpfs=/tmp", "--cap-drop=ALL"));
    command.add("--volume=" + Command.path("image.model") + ":/mnt/models:ro");
    for (String port : List.of("HTTP", "GRPC", "METRICS")) {
      command.add("--env=FAIRLEAD_" + port + "_PORT=0");
    }
    command.add("--env=FAIRLEAD_DRAIN_DELAY=0s");
    for (String variable : environment) {
      command.add("--env=" + variable);
    }
    command.add(image);
    return command;
  }

  private static URI ready(BufferedReader log) throws IOException {
    var said = new StringBuilder();
    String port = "";
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        port = listening.group(1);
      }
      if (line.endsWith("READY")) {
        return URI.create("http://127.0.0.1:" + port);
      }
    }
    throw new AssertionError("the server is not ready: " + said);
  }
}
