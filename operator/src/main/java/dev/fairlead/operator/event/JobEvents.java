package dev.fairlead.operator.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * Asks why a Job gets no pod, where that is so: a Job's status does not say it, only the events of
 * its controller do, which are not watched.
 */
@ApplicationScoped
public class JobEvents {
  private static final Logger LOG = Logger.getLogger(JobEvents.class);
  private static final String REFUSED = "FailedCreate";

  /** The pod's name is another one with each try, and would make news of what is none. */
  private static final Pattern BEFORE_THE_REASON =
      Pattern.compile("^(Error creating: )?(pods \"[^\"]*\" is forbidden: )?");

  private final KubernetesClient client;

  /** Asks by this client. */
  public JobEvents(KubernetesClient client) {
    this.client = client;
  }

  /** What the API server said first of a pod of this very Job; empty where nobody tells. */
  public Optional<String> refusal(Job job) {
    ObjectMeta metadata = job.getMetadata();
    try {
      return client
          .v1()
          .events()
          .inNamespace(metadata.getNamespace())
          .withField("involvedObject.uid", metadata.getUid())
          .withField("reason", REFUSED)
          .list()
          .getItems()
          .stream()
          .filter(event -> event.getMessage() != null)
          .min(Comparator.comparing(event -> event.getMetadata().getCreationTimestamp()))
          .map(Event::getMessage)
          .map(message -> BEFORE_THE_REASON.matcher(message).replaceFirst(""));
    } catch (KubernetesClientException e) {
      LOG.warnf("the events of a Job were not read: HTTP status %d", e.getCode());
      return Optional.empty();
    }
  }
}
