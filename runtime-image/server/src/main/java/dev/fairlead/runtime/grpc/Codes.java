package dev.fairlead.runtime.grpc;

import dev.fairlead.runtime.live.Outcome;
import dev.fairlead.runtime.protocol.Problem;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Arrays;

/** Problems as gRPC tells them. */
final class Codes {
  /**
   * What Retry-After is in HTTP: <a
   * href="https://github.com/grpc/proposal/blob/master/A6-client-retries.md">A6</a>.
   */
  static final Metadata.Key<String> PUSHBACK = Headers.key("grpc-retry-pushback-ms");

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final int OK = 200;

  private Codes() {}

  static StatusRuntimeException of(Problem problem, String message) {
    return of(problem, message, SOON);
  }

  /** {@code retryAfter}: when another try may do better, where one may. */
  static StatusRuntimeException of(Problem problem, String message, Duration retryAfter) {
    var trailers = new Metadata();
    if (problem == Problem.OVERLOADED || problem == Problem.NOT_READY) {
      trailers.put(PUSHBACK, Long.toString(retryAfter.toMillis()));
    }
    return Status.Code.valueOf(problem.grpc())
        .toStatus()
        .withDescription(message)
        .asRuntimeException(trailers);
  }

  /** Of a call that the candidate did not answer. */
  static Outcome outcome(Status.Code code) {
    return switch (code) {
      case UNAVAILABLE -> Outcome.UNAVAILABLE;
      case RESOURCE_EXHAUSTED -> Outcome.OVERLOADED;
      case DEADLINE_EXCEEDED -> Outcome.TIMEOUT;
      case INVALID_ARGUMENT, NOT_FOUND, UNIMPLEMENTED -> Outcome.REFUSED;
      default -> Outcome.FAILED;
    };
  }

  /**
   * The HTTP status of a code, for the metrics; of several problems with one code the last, since
   * the others are found before there is a call.
   */
  static int http(Status.Code code) {
    return code == Status.Code.OK
        ? OK
        : Arrays.stream(Problem.values())
            .filter(p -> p.grpc().equals(code.name()))
            .reduce(Problem.FAILED, (before, next) -> next)
            .http();
  }
}
