package dev.fairlead.fetch.source;

import dev.fairlead.fetch.download.TransientException;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.time.Duration;

/** What HTTP statuses other than success mean, in the terms of a model's owner. */
final class Statuses {
  private Statuses() {}

  /**
   * The failure that an answer stands for.
   *
   * @param what was asked for
   * @param access what to do where access is refused, a whole sentence
   */
  static IOException failure(HttpReply reply, String what, String access) {
    String host = reply.uri().getHost();
    int status = reply.status();
    return switch (status) {
      case 404, 410 ->
          new FetchException(
              Reason.MODEL_NOT_FOUND,
              "%s has no %s (HTTP %d): correct model.uri, or publish the model."
                  .formatted(host, what, status));
      case 401, 403 -> denied(reply, what, access);
      case 408, 425, 429, 500, 502, 503, 504 ->
          new TransientException("%s answered HTTP %d".formatted(host, status), retryAfter(reply));
      default ->
          new FetchException(
              Reason.FETCH_FAILED,
              "%s answered HTTP %d to the request for %s.".formatted(host, status, what));
    };
  }

  /**
   * A refusal of who asks, with whatever status.
   *
   * @param access what to do about it, a whole sentence
   */
  static FetchException denied(HttpReply reply, String what, String access) {
    return new FetchException(
        Reason.ACCESS_DENIED,
        "%s refuses %s (HTTP %d). %s"
            .formatted(reply.uri().getHost(), what, reply.status(), access));
  }

  /** In seconds; dates are rare, and the usual pause serves as well. */
  private static Duration retryAfter(HttpReply reply) {
    return reply
        .header("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }
}
