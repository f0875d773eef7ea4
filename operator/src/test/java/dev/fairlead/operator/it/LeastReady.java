package dev.fairlead.operator.it;

import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashSet;
import java.util.Set;

/** How many pods of a model were ready at the same time, at least; nothing is missed. */
final class LeastReady implements AutoCloseable {
  private final Set<String> ready = new HashSet<>();
  private final SharedIndexInformer<Pod> informer;
  private int least = Integer.MAX_VALUE;

  private LeastReady(Models models, String name) {
    informer =
        models
            .client()
            .pods()
            .inNamespace(models.namespace())
            .withLabel("serving.fairlead.dev/modeldeployment", name)
            .inform(new Handler());
  }

  /** From when so many are known to be ready. */
  static LeastReady of(Models models, String name, int now) {
    var watch = new LeastReady(models, name);
    Waiting.until("all of them are known", () -> watch.begins(now));
    return watch;
  }

  /** Until now. */
  synchronized int count() {
    return least;
  }

  private synchronized boolean begins(int now) {
    if (ready.size() != now) {
      return false;
    }
    least = now;
    return true;
  }

  private synchronized void is(Pod pod) {
    if (isReady(pod)) {
      ready.add(pod.getMetadata().getUid());
    } else {
      isNot(pod);
    }
  }

  private synchronized void isNot(Pod pod) {
    ready.remove(pod.getMetadata().getUid());
    least = Math.min(least, ready.size());
  }

  /** One that ends gets no requests any more. */
  static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  private final class Handler implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      is(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      is(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean isOld) {
      isNot(pod);
    }
  }

  @Override
  public void close() {
    informer.close();
  }
}
