package dev.fairlead.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever takes the server's container takes the one that fetches. */
class FetchResourcesTest {
  private static final String MODEL = "model: {uri: 'oci://registry.test/m:1'}\n";

  @Test
  void byDefaultItAsksForWhatTheServerRequests() {
    ResourceRequirements fetch = beside("");
    assertThat(fetch.getRequests()).isEqualTo(amounts("cpu", "500m", "memory", "512Mi"));
    assertThat(fetch.getLimits()).isEqualTo(amounts("memory", "512Mi"));
  }

  @Test
  void besideASmallServerItHasWhatItNeeds() {
    ResourceRequirements fetch =
        beside("resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {cpu: 20m, memory: 64Mi}}");
    assertThat(fetch.getRequests()).isEqualTo(amounts("cpu", "50m", "memory", "96Mi"));
    assertThat(fetch.getLimits()).isEqualTo(amounts("cpu", "50m", "memory", "192Mi"));
  }

  @Test
  void besideALargeServerItsMemoryStaysWithinReason() {
    ResourceRequirements fetch = beside("resources: {limits: {cpu: '16', memory: 100Gi}}");
    assertThat(fetch.getRequests()).isEqualTo(amounts("cpu", "16", "memory", "1Gi"));
    assertThat(fetch.getLimits()).isEqualTo(amounts("cpu", "16", "memory", "1Gi"));
  }

  @Test
  void thePodIsGuaranteedWhereTheServerIs() {
    ResourceRequirements fetch =
        beside(
            "resources: {requests: {cpu: '2', memory: 512Mi}, limits: {cpu: '2', memory: 512Mi}}");
    assertThat(fetch.getRequests())
        .isEqualTo(fetch.getLimits())
        .isEqualTo(amounts("cpu", "2", "memory", "512Mi"));
  }

  @Test
  void storageIsStatedWhereTheServerStatesIt() {
    assertThat(beside("").getRequests()).doesNotContainKey("ephemeral-storage");
    ResourceRequirements fetch =
        beside("resources: {requests: {ephemeral-storage: 1Gi}, limits: {ephemeral-storage: 2Gi}}");
    assertThat(fetch.getRequests()).containsEntry("ephemeral-storage", new Quantity("1Gi"));
    assertThat(fetch.getLimits()).containsEntry("ephemeral-storage", new Quantity("2Gi"));
  }

  @Test
  void devicesAreTheServersAlone() {
    ResourceRequirements fetch = beside("resources: {limits: {nvidia.com/gpu: 1, memory: 2Gi}}");
    assertThat(fetch.getRequests()).containsOnlyKeys("cpu", "memory");
    assertThat(fetch.getLimits()).containsOnlyKeys("memory");
  }

  /** A LimitRange may want limits to be so many times the requests at most. */
  @ParameterizedTest
  @CsvSource({
    "'limits: {cpu: 4}', 250m, 250m",
    "'requests: {cpu: 2}, limits: {cpu: 4}', 250m, 500m",
    "'requests: {cpu: 400m}, limits: {cpu: 4}', 100m, 1",
    "'requests: {cpu: 100m}, limits: {cpu: 4}', 50m, 1",
    "'requests: {cpu: 0}, limits: {cpu: 4}', 50m, 1",
    "'requests: {cpu: 1}, limits: {cpu: 3}', 250m, 749m",
  })
  void inAPodOfItsOwnItsLimitIsNoFurtherOffThanTheServers(
      String resources, String request, String limit) {
    ResourceRequirements fetch =
        FetchResources.alone(
            ServerResources.of(Scene.spec(MODEL + "resources: {%s}".formatted(resources))));
    assertThat(fetch.getRequests()).containsEntry("cpu", new Quantity(request));
    assertThat(fetch.getLimits()).containsEntry("cpu", new Quantity(limit));
  }

  private static ResourceRequirements beside(String more) {
    return FetchResources.beside(ServerResources.of(Scene.spec(MODEL + more)));
  }

  private static Map<String, Quantity> amounts(String name, String amount) {
    return Map.of(name, new Quantity(amount));
  }

  private static Map<String, Quantity> amounts(
      String name, String amount, String other, String ofOther) {
    return Map.of(name, new Quantity(amount), other, new Quantity(ofOther));
  }
}
