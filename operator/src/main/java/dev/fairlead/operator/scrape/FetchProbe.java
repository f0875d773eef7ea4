package dev.fairlead.operator.scrape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Recent;
import dev.fairlead.operator.observe.TerminationLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a fetch container how far it is, so that a long copy is told from one that stands still.
 * Whatever takes less than {@link #PATIENCE} is not asked about.
 */
@ApplicationScoped
public class FetchProbe {
  /** From the pod's creation to the first question, and between two. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int PORT = 8081;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Recent<Fetching> seen = new Recent<>();
  private final Background<Optional<Fetching>> background;
  private final int port;

  /** Asks the port that every fetch container of ours listens on. */
  public FetchProbe() {
    this(PORT, Background.PATIENCE);
  }

  FetchProbe(int port, Duration patience) {
    this.port = port;
    background = new Background<>(patience);
  }

  /** Of the pod that has been at it the longest; empty where none is, or it cannot be reached. */
  public Optional<Fetching> ask(List<ModelPod> pods, Instant now) {
    return pods.stream()
        .filter(ModelPod::isFetching)
        .filter(p -> !p.createdAt().plus(PATIENCE).isAfter(now))
        .min(Comparator.comparing(ModelPod::createdAt))
        .flatMap(p -> ask(p, now));
  }

  private Optional<Fetching> ask(ModelPod pod, Instant now) {
    String uid = pod.pod().getMetadata().getUid();
    String address = pod.status().getPodIP();
    if (address == null) {
      return Optional.empty();
    }
    return background
        .ask(uid, address, () -> ask(uid, address, now))
        .orElseGet(() -> Optional.ofNullable(seen.get(uid)));
  }

  private Optional<Fetching> ask(String uid, String address, Instant now) {
    Fetching before = seen.get(uid);
    try {
      JsonNode progress = MAPPER.readTree(Get.from(address, port, "/progress").body());
      long bytes = progress.path("bytes").asLong(0);
      Instant movedAt = before != null && bytes <= before.bytes() ? before.movedAt() : now;
      var fetching =
          new Fetching(bytes, progress.path("totalBytes").asLong(0), movedAt, trouble(progress));
      seen.put(uid, fetching);
      return Optional.of(fetching);
    } catch (IOException e) {
      return Optional.ofNullable(before);
    }
  }

  /** In the form in which it would end with it, and only for a reason that it could end with. */
  private static @Nullable TerminationLine trouble(JsonNode progress) {
    return TerminationLine.parse(ModelPod.FETCH, progress.path("trouble").asText()).orElse(null);
  }
}
