package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;

/** The name by which clients ask for the model. */
public final class WireName {
  private WireName() {}

  /** {@code spec.model.name}, else the name of the resource. */
  public static String of(ModelDeployment md) {
    String name = md.getSpec().model().name();
    return name == null ? md.getMetadata().getName() : name;
  }
}
