package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.metrics.OperatorMetrics;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.Recent;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of statuses: only what changed, and numbers alone not more often than every {@link
 * #NUMBERS}.
 */
@ApplicationScoped
public class StatusWriter {
  static final Duration NUMBERS = Duration.ofSeconds(30);

  private static final int NOT_FOUND = 404;

  /**
   * A status as it was written.
   *
   * @param status null once the cache has moved on
   * @param over version of the resource that it was made from: while a cache shows that one, it
   *     does not yet have what was written
   */
  private record Written(
      @Nullable ModelDeploymentStatus status, @Nullable String over, Instant at) {}

  private final KubernetesClient client;
  private final OperatorMetrics metrics;
  private final Recent<Written> written = new Recent<>();

  /** Sends by this client and counts there. */
  public StatusWriter(KubernetesClient client, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /** The status as it was written last, even where the cache is still behind. */
  public @Nullable ModelDeploymentStatus latest(ModelDeployment md) {
    String uid = md.getMetadata().getUid();
    Written last = written.get(uid);
    if (last == null || last.status() == null) {
      return md.getStatus();
    }
    String version = md.getMetadata().getResourceVersion();
    if (version != null && version.equals(last.over())) {
      return last.status();
    }
    // the cache has moved on: nothing is held twice for ever
    written.put(uid, new Written(null, null, last.at()));
    return md.getStatus();
  }

  /**
   * How long a status is to wait; zero where it is to be written now, empty where there is nothing
   * to write.
   */
  public Optional<Duration> due(ModelDeployment md, ModelDeploymentStatus status, Instant now) {
    return switch (Change.between(latest(md), status)) {
      case NONE -> Optional.empty();
      case STATE -> Optional.of(Duration.ZERO);
      case NUMBERS -> {
        Written last = written.get(md.getMetadata().getUid());
        Instant next = last == null ? now : last.at().plus(NUMBERS);
        yield Optional.of(next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO);
      }
    };
  }

  /**
   * Writes it.
   *
   * @return false if the resource is gone, so that nobody is left to tell
   */
  public boolean write(ModelDeployment md, ModelDeploymentStatus status, Instant now) {
    try {
      apply(patch(md, status));
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) {
        return false;
      }
      throw e;
    }
    metrics.written(md.getKind(), "status");
    String over = md.getMetadata().getResourceVersion();
    written.put(md.getMetadata().getUid(), new Written(status, over, now));
    return true;
  }

  private void apply(ModelDeployment patch) {
    client
        .resource(patch)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Labels.FAIRLEAD)
                .withForce(true)
                .build());
  }

  /** A name and a status: whatever else it held would become ours. */
  private static ModelDeployment patch(ModelDeployment md, ModelDeploymentStatus status) {
    var patch = new ModelDeployment();
    patch.setMetadata(
        new ObjectMetaBuilder()
            .withName(md.getMetadata().getName())
            .withNamespace(md.getMetadata().getNamespace())
            .build());
    patch.setStatus(status);
    return patch;
  }
}
