package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;

/** Where a model server finds the volumes of its pod. */
final class ServerMounts {
  private ServerMounts() {}

  /** With the model's files, or the claim that they are in, at {@code modelPath}. */
  static List<VolumeMount> of(ModelDeployment md, String modelPath) {
    var mounts = new ArrayList<VolumeMount>();
    mounts.add(
        new VolumeMountBuilder()
            .withName(PodVolumes.MODEL)
            .withMountPath(modelPath)
            .withReadOnly(true)
            .build());
    mounts.add(new VolumeMountBuilder().withName(PodVolumes.TMP).withMountPath("/tmp").build());
    mounts.add(
        new VolumeMountBuilder()
            .withName(PodVolumes.TRUSTED_CAS)
            .withMountPath(PodTemplate.TRUSTED_CAS_PATH)
            .withReadOnly(true)
            .build());
    if (PodVolumes.isOurs(md)) {
      // as a folder: a file of its own would never change
      mounts.add(
          new VolumeMountBuilder()
              .withName(PodVolumes.LIVE)
              .withMountPath(PodTemplate.LIVE_PATH)
              .withReadOnly(true)
              .build());
    }
    if (PodVolumes.sharedMemory(md) != null) {
      mounts.add(
          new VolumeMountBuilder()
              .withName(PodVolumes.SHARED_MEMORY)
              .withMountPath("/dev/shm")
              .build());
    }
    return mounts;
  }
}
