package dev.fairlead.operator.scrape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.operator.plan.Prometheus;
import dev.fairlead.operator.rollout.analysis.QueryAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;

/**
 * A query of the HTTP API of Prometheus, as it is now: <a
 * href="https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries">instant
 * queries</a>. Over a connection of its own, never through a proxy and never along a redirect, and
 * without credentials.
 *
 * @param prometheus who is asked
 * @param sockets for https
 * @param namespace of the resource: what stands before a Prometheus and confines queries to one
 *     namespace (prom-label-proxy) wants to know it, and Prometheus itself does not read it
 */
record InstantQuery(Prometheus prometheus, SSLSocketFactory sockets, String namespace) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String PATH = "/api/v1/query";
  private static final int CONNECT_MILLIS = 1_000;

  /** Some hundred series; whoever asks wants one number. */
  private static final int MOST_BYTES = 64 * 1024;

  private static final int MOST_ERROR = 200;

  private static final QueryAnswer NO_NUMBER =
      new QueryAnswer.Missing(
          "it gives something else than a number: make it an instant vector or a scalar");

  /** What it answers within that time; that it does not is an answer too. */
  QueryAnswer ask(String expression, Duration most) throws InterruptedException {
    try {
      return CutOff.after(most, () -> ask(expression));
    } catch (SocketTimeoutException e) {
      return new QueryAnswer.Missing("Prometheus does not answer in time");
    } catch (IOException e) {
      return new QueryAnswer.Missing("Prometheus cannot be asked: " + cut(words(e)));
    }
  }

  private QueryAnswer ask(String expression) throws IOException {
    HttpURLConnection request = connection();
    byte[] form =
        "query=%s&namespace=%s"
            .formatted(encoded(expression), encoded(namespace))
            .getBytes(StandardCharsets.US_ASCII);
    request.setRequestMethod("POST");
    request.setRequestProperty("Content-Type", "application/x-www-form-urlencoded");
    request.setDoOutput(true);
    request.setFixedLengthStreamingMode(form.length);
    try {
      try (OutputStream out = request.getOutputStream()) {
        out.write(form);
      }
      int status = request.getResponseCode();
      InputStream stream =
          status < HttpURLConnection.HTTP_BAD_REQUEST
              ? request.getInputStream()
              : request.getErrorStream();
      return read(status, stream == null ? "" : Get.body(stream, MOST_BYTES, Long.MAX_VALUE));
    } finally {
      request.disconnect();
    }
  }

  private HttpURLConnection connection() throws IOException {
    var url = URI.create(prometheus.url() + PATH).toURL();
    var request = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    if (request instanceof HttpsURLConnection secure) {
      secure.setSSLSocketFactory(sockets);
    }
    request.setConnectTimeout(CONNECT_MILLIS);
    request.setInstanceFollowRedirects(false);
    request.setUseCaches(false);
    request.setRequestProperty("Connection", "close");
    return request;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Of an answer; those that refuse the query come with other statuses, in the same form. */
  static QueryAnswer read(int status, String body) {
    try {
      JsonNode answer = MAPPER.readTree(body);
      if (answer.path("status").asText().equals("error")) {
        return new QueryAnswer.Missing(
            cut(
                "Prometheus refuses it, %s: %s"
                    .formatted(answer.path("errorType").asText(), answer.path("error").asText())));
      }
      if (status == HttpURLConnection.HTTP_OK && answer.path("status").asText().equals("success")) {
        return numbers(answer.path("data"));
      }
    } catch (JsonProcessingException e) {
      return strange(status);
    }
    return strange(status);
  }

  private static QueryAnswer strange(int status) {
    return new QueryAnswer.Missing(
        "what answers with HTTP status %d is no Prometheus".formatted(status));
  }

  private static QueryAnswer numbers(JsonNode data) {
    JsonNode result = data.path("result");
    try {
      return switch (data.path("resultType").asText()) {
        case "scalar" -> new QueryAnswer.Values(List.of(number(result)));
        case "vector" -> new QueryAnswer.Values(ofSeries(result));
        default -> NO_NUMBER;
      };
    } catch (NumberFormatException e) {
      return NO_NUMBER;
    }
  }

  private static List<Double> ofSeries(JsonNode result) {
    var values = new ArrayList<Double>();
    result.forEach(series -> values.add(number(series.path("value"))));
    return values;
  }

  /** Of a pair of a time and a number in quotes; histograms have none. */
  private static double number(JsonNode pair) {
    String text = pair.path(1).asText();
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static String words(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String cut(String text) {
    return text.length() > MOST_ERROR ? text.substring(0, MOST_ERROR) + "…" : text;
  }
}
