package dev.fairlead.operator.plan;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.operator.observe.Labels;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;

/**
 * The certificate authorities of the site, where the model's pods can mount them: beside the pods,
 * not in their template, so that new ones reach what runs.
 */
final class TrustedCas {
  private TrustedCas() {}

  static String name(ModelDeployment md) {
    return md.getMetadata().getName() + "-trusted-cas";
  }

  /** {@code pem} as the key {@code ca.crt}. */
  static ConfigMap of(ModelDeployment md, String pem) {
    return new ConfigMapBuilder()
        .withMetadata(Metadata.of(md, name(md), Labels.of(md.getMetadata().getName())))
        .addToData("ca.crt", pem)
        .build();
  }
}
