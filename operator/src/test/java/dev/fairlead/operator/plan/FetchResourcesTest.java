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

  @Test
  void inAPodOfItsOwnItAsksForAsMuchToo() {
    ResourceRequirements fetch = alone("");
    assertThat(fetch.getRequests()).isEqualTo(amounts("cpu", "500m", "memory", "512Mi"));
    assertThat(fetch.getLimits()).isEqualTo(amounts("memory", "512Mi"));
  }

  /** A LimitRange may want limits to be so many times the requests at most. */
  @ParameterizedTest
  @CsvSource({
    "'limits: {cpu: 4}', 1, 1",
    "'requests: {cpu: 2}, limits: {cpu: 4}', 1, 2",
    "'requests: {cpu: 400m}, limits: {cpu: 4}', 400m, 4",
    "'requests: {cpu: 20m}, limits: {cpu: 30m}', 50m, 50m",
    "'requests: {cpu: 0}, limits: {cpu: 4}', 50m, 4",
    "'requests: {cpu: 1}, limits: {cpu: 3}', 1, 3",
    "'requests: {cpu: 3}, limits: {cpu: 10}', 1, 3333m",
  })
  void thereItHasOneCpuAtMostAndALimitThatIsNoFurtherOffThanTheServers(
      String resources, String request, String limit) {
    ResourceRequirements fetch = alone("resources: {%s}".formatted(resources));
    assertThat(fetch.getRequests()).containsEntry("cpu", new Quantity(request));
    assertThat(fetch.getLimits()).containsEntry("cpu", new Quantity(limit));
  }

  @ParameterizedTest
  @CsvSource({"64Mi, 192Mi", "256Mi, 256Mi", "64Gi, 1Gi"})
  void thereItHasTheServersMemoryWithinReason(String servers, String memory) {
    ResourceRequirements fetch = alone("resources: {limits: {memory: %s}}".formatted(servers));
    assertThat(fetch.getRequests()).containsEntry("memory", new Quantity(memory));
    assertThat(fetch.getLimits()).containsEntry("memory", new Quantity(memory));
  }

  /** It writes nothing, but a LimitRange may want some of each container. */
  @ParameterizedTest
  @CsvSource({
    "'requests: {ephemeral-storage: 1Mi}', 16Mi,",
    "'requests: {ephemeral-storage: 512Mi}', 512Mi,",
    "'requests: {ephemeral-storage: 20Gi}', 1Gi,",
    "'limits: {ephemeral-storage: 2Gi}',, 1Gi",
    "'requests: {ephemeral-storage: 256Mi}, limits: {ephemeral-storage: 2Gi}', 256Mi, 256Mi",
  })
  void thereItStatesStorageWhereTheServerDoes(String resources, String request, String limit) {
    ResourceRequirements fetch = alone("resources: {%s}".formatted(resources));
    assertThat(fetch.getRequests().get("ephemeral-storage")).isEqualTo(amount(request));
    assertThat(fetch.getLimits().get("ephemeral-storage")).isEqualTo(amount(limit));
  }

  @Test
  void theRoomOfTheFilesIsStatedToo() {
    ResourceRequirements fetch =
        FetchResources.alone(
            ServerResources.of(
                Scene.spec("model: {uri: 'oci://registry.test/m:1', storage: 20Gi}")));
    assertThat(fetch.getRequests()).containsEntry("ephemeral-storage", new Quantity("1Gi"));
    assertThat(fetch.getLimits()).doesNotContainKey("ephemeral-storage");
  }

  private static ResourceRequirements alone(String more) {
    return FetchResources.alone(ServerResources.of(Scene.spec(MODEL + more)));
  }

  private static Quantity amount(String amount) {
    return amount == null ? null : new Quantity(amount);
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
