package dev.fairlead.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which revisions of a model had pods at the same time, those that end too; nothing is missed. */
final class PodWatch implements AutoCloseable {
  private final Map<String, String> revisions = new HashMap<>();
  private final Set<Set<String>> seen = new LinkedHashSet<>();
  private final SharedIndexInformer<Pod> informer;

  private PodWatch(Model model) {
    Stage stage = model.stage();
    informer =
        stage
            .client()
            .pods()
            .inNamespace(stage.namespace())
            .withLabel(Model.LABEL, model.name())
            .inform(new Handler());
  }

  /** From now on. */
  static PodWatch of(Model model) {
    return new PodWatch(model);
  }

  /** Each set of revisions that had pods at one time, in their order. */
  synchronized List<Set<String>> seen() {
    return List.copyOf(seen);
  }

  private synchronized void there(Pod pod) {
    revisions.put(pod.getMetadata().getUid(), Model.revision(pod));
    seen.add(new TreeSet<>(revisions.values()));
  }

  private synchronized void gone(Pod pod) {
    revisions.remove(pod.getMetadata().getUid());
    seen.add(new TreeSet<>(revisions.values()));
  }

  private final class Handler implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      there(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      there(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean isOld) {
      gone(pod);
    }
  }

  @Override
  public void close() {
    informer.close();
  }
}
