package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.testsupport.Figures;
import java.time.Duration;
import java.util.stream.StreamSupport;

/**
 * What clients got between two of their reports.
 *
 * @param begin the report before
 * @param end the report after
 */
record Window(Clients clients, JsonNode begin, JsonNode end) {
  private static final Duration LONG = Duration.ofMinutes(10);

  /** From now on, until they have asked so many times at least. */
  static Window of(Clients clients, int requests) {
    JsonNode begin = clients.report();
    await(requests + " requests")
        .atMost(LONG)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> requests(clients.tool().last().orElseThrow()) - requests(begin) >= requests);
    return new Window(clients, begin, clients.report());
  }

  /** Those that failed too. */
  int requests() {
    return requests(end) - requests(begin);
  }

  int answers(String revision) {
    return answers(end, revision) - answers(begin, revision);
  }

  /** How long each answer of that revision took, where they tell, in microseconds. */
  Figures.Spread micros(String revision) {
    long[] micros =
        clients.tool().reports(begin, end).stream()
            .map(report -> report.path("lately").path(revision))
            .flatMap(lately -> StreamSupport.stream(lately.spliterator(), false))
            .mapToLong(JsonNode::asLong)
            .toArray();
    assertThat(micros).as("answers of %s that they told of", revision).hasSize(answers(revision));
    return Figures.Spread.of(micros);
  }

  private static int requests(JsonNode report) {
    return report.path("requests").asInt();
  }

  private static int answers(JsonNode report, String revision) {
    return report.path("revisions").path(revision).asInt();
  }
}
