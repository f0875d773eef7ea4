package dev.fairlead.operator.observe;

import dev.fairlead.operator.rollout.Selection;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The labels by which children are found and selected. */
public final class Labels {
  /** Selects everything that the operator's caches hold. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** The value of {@link #MANAGED_BY}, and the field manager of every write. */
  public static final String FAIRLEAD = "fairlead";

  /** The name of the ModelDeployment. */
  public static final String MODEL_DEPLOYMENT = "serving.fairlead.dev/modeldeployment";

  /** The name of the revision; never changed on an object. */
  public static final String REVISION = "serving.fairlead.dev/revision";

  /**
   * Counts the changes of a Service's selector. Kubernetes copies a Service's labels to its
   * EndpointSlices, so theirs tells which of the selectors they were made from: endpoints alone
   * cannot, when a selector changes and changes back.
   */
  public static final String SWITCH = "serving.fairlead.dev/switch";

  /**
   * The name of the ModelDeployment, on a pod that finds out what its model's reference stands for:
   * not {@link #MODEL_DEPLOYMENT}, by which Services and budgets select.
   */
  public static final String RESOLVES = "serving.fairlead.dev/resolves";

  /**
   * An annotation of a pod: the number of the live settings that it was told of, and when. A
   * kubelet looks at a pod's volumes when the pod changes, and else about once a minute.
   */
  public static final String LIVE = "serving.fairlead.dev/live";

  /**
   * An annotation of a pod template that {@code kubectl rollout restart} writes: a person's wish
   * that costs nobody anything.
   */
  public static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";

  private static final String NAME = "app.kubernetes.io/name";

  private Labels() {}

  /** The name of the Service that leads to a canary's candidate. */
  public static String candidateService(String modelDeployment) {
    return modelDeployment + "-candidate";
  }

  /** Of an object that belongs to the ModelDeployment as a whole. */
  public static Map<String, String> of(String modelDeployment) {
    var labels = new TreeMap<String, String>();
    labels.put(NAME, modelDeployment);
    labels.put(MANAGED_BY, FAIRLEAD);
    labels.put(MODEL_DEPLOYMENT, modelDeployment);
    return labels;
  }

  /** Of an object that belongs to one revision. */
  public static Map<String, String> of(String modelDeployment, String revision) {
    Map<String, String> labels = of(modelDeployment);
    labels.put(REVISION, revision);
    return labels;
  }

  /** Of a pod that finds out what the model's reference stands for. */
  public static Map<String, String> ofResolver(String modelDeployment) {
    return new TreeMap<>(Map.of(MANAGED_BY, FAIRLEAD, RESOLVES, modelDeployment));
  }

  /** A label's value. */
  public static @Nullable String get(HasMetadata object, String key) {
    Map<String, String> labels = object.getMetadata().getLabels();
    return labels == null ? null : labels.get(key);
  }

  /** When somebody asked for new pods, by the metadata of a pod or its template. */
  public static @Nullable String restartedAt(ObjectMeta metadata) {
    return metadata.getAnnotations() == null ? null : metadata.getAnnotations().get(RESTARTED);
  }

  /** What a Service selects. */
  public static Map<String, String> selector(String modelDeployment, Selection selection) {
    var selector = new TreeMap<>(Map.of(MODEL_DEPLOYMENT, modelDeployment));
    if (selection instanceof Selection.One one) {
      selector.put(REVISION, one.revision());
    }
    return selector;
  }

  /** What a Service with that selector reaches. */
  static Selection selection(Map<String, String> selector) {
    String revision = selector.get(REVISION);
    return revision == null ? new Selection.All() : new Selection.One(revision);
  }
}
