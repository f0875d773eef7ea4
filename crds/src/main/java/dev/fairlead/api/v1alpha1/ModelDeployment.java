package dev.fairlead.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A model, served by pods behind one Service of the same name. */
@Group("serving.fairlead.dev")
@Version("v1alpha1")
@ShortNames("md")
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(
    name = "Reason",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Step", jsonPath = ".status.rollout.step")
@AdditionalPrinterColumn(name = "Version", jsonPath = ".spec.model.version")
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".status.stableRevision")
@AdditionalPrinterColumn(
    name = "Traffic",
    jsonPath = ".status.traffic[0].weight",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "URL", jsonPath = ".status.url")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Replicas",
    jsonPath = ".status.replicas",
    type = AdditionalPrinterColumn.Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(name = "Candidate", jsonPath = ".status.candidateRevision", priority = 1)
@AdditionalPrinterColumn(name = "Newer-Image", jsonPath = ".status.newerImage", priority = 1)
@AdditionalPrinterColumn(
    name = "Message",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].message",
    priority = 1)
@ValidationRule(
    value =
        "self.metadata.name.size() <= 45"
            + " && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
    message =
        "metadata.name must have at most 45 lower-case letters, digits and '-', start with a letter"
            + " and end with a letter or digit, since a Service and pods are named after it: rename"
            + " the ModelDeployment")
public class ModelDeployment extends CustomResource<ModelDeploymentSpec, ModelDeploymentStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected @Nullable ModelDeploymentSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable ModelDeploymentStatus initStatus() {
    return null;
  }
}
