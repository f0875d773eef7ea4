package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.ModelDeployment;

/**
 * A ModelDeployment as the API server shows it, and what tools are to make of it.
 *
 * @param situation what happened
 * @param meaning what it comes to
 * @param md with its status
 */
record Shown(String situation, Meaning meaning, ModelDeployment md) {

  /** In the words of Argo CD's health and of kstatus, which Flux and Helm 4 read. */
  enum Meaning {
    DONE("Healthy", "Current"),
    UNDER_WAY("Progressing", "InProgress"),
    HELD("Suspended", "InProgress"),
    BROKEN("Degraded", "Failed");

    final String argo;
    final String kstatus;

    Meaning(String argo, String kstatus) {
      this.argo = argo;
      this.kstatus = kstatus;
    }
  }

  @Override
  public String toString() {
    return situation;
  }
}
