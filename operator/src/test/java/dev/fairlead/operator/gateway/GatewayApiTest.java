package dev.fairlead.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fairlead.operator.LocalApi;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayApiTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final APIResourceList HTTP_ROUTES =
      new APIResourceListBuilder()
          .withGroupVersion("gateway.networking.k8s.io/v1")
          .withResources(
              new APIResourceBuilder().withName("httproutes").withKind("HTTPRoute").build())
          .build();

  private final LocalApi server = new LocalApi();
  private final GatewayApi api = new GatewayApi(server.client());

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void itIsAskedAgainSoonerWhereSomebodyAsksForARoute() {
    server.refuse("GET", 404, "not found");
    assertThat(api.isInstalled(true, NOW)).isFalse();
    server.reply("GET", HTTP_ROUTES);

    assertThat(api.isInstalled(true, NOW.plusSeconds(29))).isFalse();
    assertThat(api.isInstalled(false, NOW.plusSeconds(30))).isFalse();
    assertThat(api.isInstalled(true, NOW.plusSeconds(30))).isTrue();

    server.refuse("GET", 404, "not found");
    assertThat(api.isInstalled(false, NOW.plus(Duration.ofMinutes(5)))).isTrue();
    assertThat(api.isInstalled(false, NOW.plus(Duration.ofMinutes(6)))).isFalse();
  }

  /** Some clusters take the right to ask from everybody: models without a route need no answer. */
  @Test
  void whereNobodyMayAskThereAreNone() {
    server.refuse("GET", 403, "forbidden");
    assertThat(api.isInstalled(false, NOW)).isFalse();
  }

  @Test
  void troubleChangesNothingThatIsKnown() {
    server.refuse("GET", 400, "trouble");
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> api.isInstalled(true, NOW));

    server.reply("GET", HTTP_ROUTES);
    assertThat(api.isInstalled(true, NOW)).isTrue();
    server.refuse("GET", 400, "trouble");
    assertThat(api.isInstalled(true, NOW.plusSeconds(60))).isTrue();
  }
}
