package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.plan.Prometheus;
import dev.fairlead.operator.rollout.analysis.QueryAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a Prometheus answers, and what only looks like one. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InstantQueryTest {
  private static final Duration MOST = Duration.ofSeconds(5);

  private final LocalServer server = new LocalServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"resultType":"vector","result":[{"metric":{},"value":[1,"0.5"]},{"metric":{},"value":[1,"2"]}]} | 0.5,2.0
          {"resultType":"vector","result":[]}                                                             |
          {"resultType":"scalar","result":[1,"7"]}                                                        | 7.0
          {"resultType":"scalar","result":[1,"NaN"]}                                                      | NaN
          {"resultType":"scalar","result":[1,"+Inf"]}                                                     | Infinity
          {"resultType":"scalar","result":[1,"-Inf"]}                                                     | -Infinity
          """)
  void numbersAreRead(String data, String numbers) {
    List<Double> expected =
        numbers == null
            ? List.of()
            : List.of(numbers.split(",")).stream().map(Double::valueOf).toList();
    assertThat(InstantQuery.read(200, "{\"status\":\"success\",\"data\":%s}".formatted(data)))
        .isEqualTo(new QueryAnswer.Values(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | {"status":"success","data":{"resultType":"matrix","result":[]}}       | it gives something else than a number: make it an instant vector or a scalar
          200 | {"status":"success","data":{"resultType":"string","result":[1,"x"]}}  | it gives something else than a number: make it an instant vector or a scalar
          200 | {"status":"success","data":{"resultType":"vector","result":[{"histogram":[1,{}]}]}} | it gives something else than a number: make it an instant vector or a scalar
          400 | {"status":"error","errorType":"bad_data","error":"parse error"}       | Prometheus refuses it, bad_data: parse error
          503 | {"status":"error","errorType":"timeout","error":"it took too long"}   | Prometheus refuses it, timeout: it took too long
          200 | <html>welcome</html>                                                  | what answers with HTTP status 200 is no Prometheus
          302 | moved                                                                 | what answers with HTTP status 302 is no Prometheus
          401 | {}                                                                    | what answers with HTTP status 401 is no Prometheus
          200 | {}                                                                    | what answers with HTTP status 200 is no Prometheus
          """)
  void whatIsNoNumberIsToldInWords(int status, String body, String why) {
    assertThat(InstantQuery.read(status, body)).isEqualTo(new QueryAnswer.Missing(why));
  }

  @Test
  void itAsksTheApiBelowThePathOfTheSetting() throws InterruptedException {
    server.answers(
        200,
        null,
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"7\"]}}");
    assertThat(query(server.port(), "/team").ask("up", MOST))
        .isEqualTo(new QueryAnswer.Values(List.of(7.0)));
    assertThat(server.paths()).containsExactly("/team/api/v1/query");
  }

  @Test
  void aRedirectIsNotFollowed() throws InterruptedException {
    server.answers(302, null, "");
    assertThat(query(server.port(), "").ask("up", MOST)).isInstanceOf(QueryAnswer.Missing.class);
    assertThat(server.paths()).hasSize(1);
  }

  @Test
  void anAnswerWithoutAnEndIsCutOff() throws InterruptedException {
    server.answers(200, null, "1".repeat(1 << 20));
    assertThat(query(server.port(), "").ask("up", MOST))
        .isEqualTo(
            new QueryAnswer.Missing(
                "Prometheus cannot be asked: the answer is longer than 65536 bytes"));
  }

  @Test
  void whoTakesTooLongIsWaitedForNoMore() throws InterruptedException {
    server.hold();
    assertThat(query(server.port(), "").ask("up", Duration.ofMillis(200)))
        .isEqualTo(new QueryAnswer.Missing("Prometheus does not answer in time"));
  }

  @Test
  void nobodyIsNoNumber() throws IOException, InterruptedException {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertThat(query(port, "").ask("up", MOST))
        .isEqualTo(new QueryAnswer.Missing("Prometheus cannot be asked: Connection refused"));
  }

  private static InstantQuery query(int port, String path) {
    return new InstantQuery(
        Prometheus.of("http://%s:%d%s".formatted(LocalServer.ADDRESS, port, path)),
        new Trust().sockets(null),
        "demo");
  }
}
