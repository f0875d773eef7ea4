package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.CredentialsSpec;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelSpec;
import dev.fairlead.api.v1alpha1.RuntimeSpec;
import dev.fairlead.operator.validate.ClaimUri;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The volumes of a model pod. */
final class PodVolumes {
  static final String MODEL = "model";
  static final String TMP = "tmp";
  static final String SHARED_MEMORY = "shm";
  static final String TRUSTED_CAS = "trusted-cas";
  static final String LIVE = "live";

  private PodVolumes() {}

  /** What is declared to be shared memory; null where the container runtime's own will do. */
  static @Nullable Quantity sharedMemory(ModelDeployment md) {
    RuntimeSpec runtime = md.getSpec().runtime();
    return runtime == null ? null : runtime.sharedMemory();
  }

  static void add(ModelDeployment md, PodSettings settings, PodSpecBuilder spec) {
    ModelSpec model = md.getSpec().model();
    Optional<ClaimUri> claim = ClaimUri.of(model.uri());
    if (claim.isPresent()) {
      // as a whole: a subPath that is not there would be made, in the user's claim, by the kubelet;
      // read-only also for the volume, so that no owner of its files is changed for an fsGroup
      spec.addNewVolume()
          .withName(MODEL)
          .withNewPersistentVolumeClaim(claim.get().claim(), true)
          .endVolume();
    } else {
      emptyDir(MODEL, null, model.storage(), spec);
    }
    emptyDir(TMP, null, null, spec);
    optional(TRUSTED_CAS, TrustedCas.name(md), spec);
    if (isOurs(md)) {
      optional(LIVE, LiveSettings.name(md), spec);
    }
    if (claim.isEmpty()) {
      ofFetch(md, settings, spec);
    }
    Quantity shared = sharedMemory(md);
    if (shared != null) {
      emptyDir(SHARED_MEMORY, "Memory", shared, spec);
    }
  }

  /** Those of a pod that brings no files. */
  static void addForResolving(ModelDeployment md, PodSettings settings, PodSpecBuilder spec) {
    emptyDir(TMP, null, null, spec);
    optional(TRUSTED_CAS, TrustedCas.name(md), spec);
    ofFetch(md, settings, spec);
  }

  private static void emptyDir(
      String name, @Nullable String medium, @Nullable Quantity limit, PodSpecBuilder spec) {
    spec.addNewVolume()
        .withName(name)
        .withEmptyDir(
            new EmptyDirVolumeSource(medium, limit == null ? null : Bytes.canonical(limit)))
        .endVolume();
  }

  /** Whether a server of ours reads it, so that it has live settings. */
  static boolean isOurs(ModelDeployment md) {
    RuntimeSpec runtime = md.getSpec().runtime();
    return runtime == null || runtime.custom() == null;
  }

  /** Of a ConfigMap that may not be there, and may come later. */
  private static void optional(String volume, String configMap, PodSpecBuilder spec) {
    spec.addNewVolume()
        .withName(volume)
        .withNewConfigMap()
        .withName(configMap)
        .withOptional(true)
        .endConfigMap()
        .endVolume();
  }

  private static void ofFetch(ModelDeployment md, PodSettings settings, PodSpecBuilder spec) {
    CredentialsSpec credentials = md.getSpec().model().credentials();
    if (credentials != null) {
      secret("credentials", credentials.secretRef().name(), spec);
    }
    String ofProxy = settings.proxy().mountedSecret();
    if (ofProxy != null) {
      secret("proxy-credentials", ofProxy, spec);
    }
  }

  /**
   * Optional, so that fetch reports a missing one with a reason; a plain volume would only wait.
   */
  private static void secret(String volume, String name, PodSpecBuilder spec) {
    spec.addNewVolume()
        .withName(volume)
        .withNewSecret()
        .withSecretName(name)
        .withOptional(true)
        .endSecret()
        .endVolume();
  }
}
