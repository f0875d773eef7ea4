package dev.fairlead.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class DriftTest {
  private static final String OURS =
      """
        - {manager: fairlead, operation: Apply, fieldsV1: {"f:data": {"f:ca.crt": {}}}}
      """;

  private static final String SAME =
      """
        - {manager: kubectl-edit, operation: Update, fieldsV1: {"f:data": {"f:ca.crt": {}}}}
      """;

  private static final String MORE =
      """
        - {manager: velero-server, operation: Update, fieldsV1: {"f:data": {".": {}, "f:ca.crt": {}, "f:mine": {}}}}
      """;

  private static final String OF_THE_STATUS =
      """
        - {manager: controller, operation: Update, subresource: status, fieldsV1: {"f:spec": {"f:x": {}}}}
      """;

  @Test
  void whoeverAddsAFieldOwnsNothingAfterwards() {
    ConfigMap edited = configMap(OURS + SAME + MORE + OF_THE_STATUS);

    assertThat(Drift.hasForeignFields(edited)).isTrue();
    assertThat(Drift.withoutForeign(edited))
        .extracting(ManagedFieldsEntry::getManager)
        .containsExactly("fairlead", "kubectl-edit", "controller");
  }

  @Test
  void whoeverWritesOurFieldsOnlyStays() {
    assertThat(Drift.hasForeignFields(configMap(OURS + SAME + OF_THE_STATUS))).isFalse();
  }

  @Test
  void whereNobodyIsLeftTheApiServerIsAskedForAnEmptyList() {
    assertThat(Drift.withoutForeign(configMap(MORE))).containsExactly(new ManagedFieldsEntry());
  }

  private static ConfigMap configMap(String managers) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: minilm-trusted-cas
          managedFields:
        """
            + managers,
        ConfigMap.class);
  }
}
