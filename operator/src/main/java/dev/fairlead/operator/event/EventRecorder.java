package dev.fairlead.operator.event;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/** Records transitions; an event that cannot be written is no reason to stop. */
@ApplicationScoped
public class EventRecorder {
  private static final Logger LOG = Logger.getLogger(EventRecorder.class);
  private static final int CONFLICT = 409;

  private final KubernetesClient client;

  /** Sends by this client. */
  public EventRecorder(KubernetesClient client) {
    this.client = client;
  }

  /** Writes it once; the same transition that comes again counts up. */
  public void record(ModelDeployment md, Transition transition, Instant now) {
    try {
      write(md, transition, now);
    } catch (KubernetesClientException e) {
      LOG.warnf("an event was not recorded: HTTP status %d", e.getCode());
    }
  }

  private void write(ModelDeployment md, Transition transition, Instant now) {
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    Event event = event(md, transition, time);
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) {
        throw e;
      }
      client
          .v1()
          .events()
          .inNamespace(event.getMetadata().getNamespace())
          .withName(event.getMetadata().getName())
          .edit(
              old ->
                  new EventBuilder(old)
                      .withCount(old.getCount() == null ? 2 : old.getCount() + 1)
                      .withLastTimestamp(time)
                      .build());
    }
  }

  private static Event event(ModelDeployment md, Transition transition, String time) {
    return new EventBuilder()
        .withNewMetadata()
        .withName(
            md.getMetadata().getName()
                + "."
                + Integer.toHexString(transition.hashCode())
                + "."
                + md.getMetadata().getUid().substring(0, 8))
        .withNamespace(md.getMetadata().getNamespace())
        .endMetadata()
        .withNewInvolvedObject()
        .withApiVersion(md.getApiVersion())
        .withKind(md.getKind())
        .withName(md.getMetadata().getName())
        .withNamespace(md.getMetadata().getNamespace())
        .withUid(md.getMetadata().getUid())
        .endInvolvedObject()
        .withType(transition.warning() ? "Warning" : "Normal")
        .withReason(transition.reason())
        .withMessage(transition.message())
        .withCount(1)
        .withFirstTimestamp(time)
        .withLastTimestamp(time)
        .withNewSource()
        .withComponent(Labels.FAIRLEAD)
        .endSource()
        .withReportingComponent("serving.fairlead.dev/operator")
        .build();
  }
}
