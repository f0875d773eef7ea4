package dev.fairlead.operator.it;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * The objects of one kind in a namespace, as a watch tells of them: to list a thousand again and
 * again would cost the API server more than what is measured.
 *
 * @param <T> the kind
 */
final class Watched<T extends HasMetadata> implements AutoCloseable {
  /** Far more than a thousand models take. */
  private static final Duration LONG = Duration.ofMinutes(20);

  private final SharedIndexInformer<T> informer;
  private final String namespace;

  private Watched(SharedIndexInformer<T> informer, String namespace) {
    this.informer = informer;
    this.namespace = namespace;
  }

  static <T extends HasMetadata> Watched<T> of(
      KubernetesClient client, Class<T> kind, String namespace) {
    return new Watched<>(client.resources(kind).inNamespace(namespace).inform(), namespace);
  }

  /** Waits until so many are as wanted. */
  void await(String what, int count, Predicate<T> wanted) {
    Awaitility.await(what)
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> informer.getStore().list().stream().filter(wanted).count() == count);
  }

  /** Waits until that one is as wanted; looks often, since the time that it takes is measured. */
  void await(String name, Predicate<T> wanted) {
    Awaitility.await(name)
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              T found = informer.getStore().getByKey(namespace + "/" + name);
              return found != null && wanted.test(found);
            });
  }

  @Override
  public void close() {
    informer.close();
  }
}
