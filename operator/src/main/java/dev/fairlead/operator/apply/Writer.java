package dev.fairlead.operator.apply;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.metrics.OperatorMetrics;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.plan.ReplicaSetImage;
import dev.fairlead.operator.plan.Touch;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The requests that change children. What comes back is put over the cache until the watch has
 * caught up, so that the next reconcile sees what this one did.
 */
@ApplicationScoped
public class Writer {
  private static final Logger LOG = Logger.getLogger(Writer.class);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final OperatorMetrics metrics;

  /** Sends by this client and counts there. */
  public Writer(KubernetesClient client, OperatorMetrics metrics) {
    this.client = client;
    this.metrics = metrics;
  }

  /** The object of that kind and name, as the cache has it. */
  Optional<HasMetadata> cached(HasMetadata wanted, Context<ModelDeployment> context) {
    return source(wanted, context).get(ResourceID.fromResource(wanted));
  }

  /** The object of that kind and name, as the API server has it. */
  @Nullable HasMetadata read(HasMetadata wanted) {
    return client.resource(wanted).get();
  }

  /**
   * Server-side apply, forced over {@code actual}, unforced where there is none.
   *
   * @return what came of it
   */
  HasMetadata apply(
      HasMetadata wanted, @Nullable HasMetadata actual, Context<ModelDeployment> context) {
    LOG.debugf("applying %s %s", wanted.getKind(), wanted.getMetadata().getName());
    HasMetadata result =
        client
            .resource(wanted)
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                    .withFieldManager(Labels.FAIRLEAD)
                    .withForce(actual != null)
                    .build());
    metrics.written(wanted.getKind(), "apply");
    remember(result, actual, context);
    return result;
  }

  /**
   * A JSON patch from {@code actual} to {@code wanted}, which also takes fields away.
   *
   * @return what came of it
   */
  HasMetadata replace(HasMetadata wanted, HasMetadata actual, Context<ModelDeployment> context) {
    HasMetadata result = patch(wanted);
    metrics.written(wanted.getKind(), "patch");
    remember(result, actual, context);
    return result;
  }

  /**
   * A JSON patch.
   *
   * @throws KubernetesClientException also with status 409 where a field to be taken away was gone
   *     already: the API server says 422 to that, as to a spec that cannot be, and as a policy may
   */
  HasMetadata patch(HasMetadata wanted) {
    try {
      return client
          .resource(wanted)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON)
                  .withFieldManager(Labels.FAIRLEAD)
                  .build());
    } catch (KubernetesClientException e) {
      if (e.getCode() == UNPROCESSABLE && !Refusals.isDenied(e)) {
        throw new KubernetesClientException(e.getMessage(), CONFLICT, e.getStatus());
      }
      throw e;
    }
  }

  /** Changes one annotation of a pod, unless the pod is gone. */
  void touch(Touch touch, Context<ModelDeployment> context) {
    Pod pod = touch.pod().pod();
    String patch =
        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Labels.LIVE, touch.text());
    try {
      Pod result =
          client
              // by its name alone it would be read first, which nobody allows
              .resource(pod)
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.JSON_MERGE)
                      .withFieldManager(Labels.FAIRLEAD)
                      .build(),
                  patch);
      metrics.written(pod.getKind(), "patch");
      remember(result, pod, context);
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }

  /**
   * Changes what later pods of a ReplicaSet run, unless it is gone. No cache has it: its Deployment
   * tells what came of that.
   */
  void changeImage(ReplicaSetImage change) {
    LOG.infof("ReplicaSet %s goes on with %s", change.name(), change.image());
    ReplicaSet named =
        new ReplicaSetBuilder()
            .withNewMetadata()
            .withNamespace(change.namespace())
            .withName(change.name())
            .withUid(change.uid())
            .endMetadata()
            .build();
    ReplicaSet patch =
        new ReplicaSetBuilder(named)
            .withNewSpec()
            .withNewTemplate()
            .withNewSpec()
            .addNewContainer()
            .withName(ModelPod.SERVER)
            .withImage(change.image())
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    try {
      client
          .resource(named)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.STRATEGIC_MERGE)
                  .withFieldManager(Labels.FAIRLEAD)
                  .build(),
              Serialization.asJson(patch));
      metrics.written(named.getKind(), "patch");
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Deletes an object of ours, unless it is on its way out already. */
  void delete(HasMetadata object) {
    if (object.getMetadata().getDeletionTimestamp() != null) {
      return;
    }
    LOG.infof("deleting %s %s", object.getKind(), object.getMetadata().getName());
    try {
      client.resource(object).delete();
      metrics.written(object.getKind(), "delete");
    } catch (KubernetesClientException e) {
      if (e.getCode() != NOT_FOUND) {
        throw e;
      }
    }
  }

  private static void remember(
      HasMetadata result, @Nullable HasMetadata before, Context<ModelDeployment> context) {
    InformerEventSource<HasMetadata, ModelDeployment> source = source(result, context);
    ResourceID id = ResourceID.fromResource(result);
    if (before == null) {
      source.handleRecentResourceCreate(id, result);
    } else {
      source.handleRecentResourceUpdate(id, result, before);
    }
  }

  @SuppressWarnings("unchecked")
  private static InformerEventSource<HasMetadata, ModelDeployment> source(
      HasMetadata object, Context<ModelDeployment> context) {
    return (InformerEventSource<HasMetadata, ModelDeployment>)
        context.eventSourceRetriever().getEventSourceFor((Class<HasMetadata>) object.getClass());
  }
}
