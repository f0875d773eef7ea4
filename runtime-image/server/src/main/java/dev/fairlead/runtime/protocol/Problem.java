package dev.fairlead.runtime.protocol;

import java.util.Arrays;

/** What can go wrong with a request, and how each protocol says so. */
public enum Problem {
  MALFORMED(
      400, "INVALID_ARGUMENT", "invalid_request_error", "body, name, datatype, shape or image"),
  NOT_FOUND(404, "NOT_FOUND", "invalid_request_error", "unknown path, model or version"),
  WRONG_METHOD(405, "UNIMPLEMENTED", "invalid_request_error", "the path knows another method"),
  SLOW_BODY(408, "DEADLINE_EXCEEDED", "timeout", "the body does not come to its end"),
  TOO_LARGE(413, "RESOURCE_EXHAUSTED", "invalid_request_error", "body beyond the limit"),
  WRONG_MEDIA(415, "UNIMPLEMENTED", "invalid_request_error", "media type or encoding of the body"),
  OVERLOADED(
      429,
      "RESOURCE_EXHAUSTED",
      "rate_limit_error",
      "queue or memory for bodies full, or no turn in the request's time"),
  CLIENT_GONE(499, "CANCELLED", "", "nobody waits: in the metrics only"),
  FAILED(500, "INTERNAL", "server_error", "the model failed, or the server"),
  NOT_A_FEATURE(501, "UNIMPLEMENTED", "invalid_request_error", "not for a model of this task"),
  NOT_READY(503, "UNAVAILABLE", "server_error", "loading or shutting down"),
  DEADLINE(504, "DEADLINE_EXCEEDED", "timeout", "the request's time is over");

  private final int http;
  private final String grpc;
  private final String openai;
  private final String meaning;

  Problem(int http, String grpc, String openai, String meaning) {
    this.http = http;
    this.grpc = grpc;
    this.openai = openai;
    this.meaning = meaning;
  }

  /** By its HTTP status; what is not in the table is {@link #FAILED}. */
  public static Problem of(int http) {
    return Arrays.stream(values()).filter(p -> p.http == http).findFirst().orElse(FAILED);
  }

  /** The HTTP status, which the metrics use for all protocols. */
  public int http() {
    return http;
  }

  /** The name of the gRPC status code. */
  public String grpc() {
    return grpc;
  }

  /** The type of OpenAI's error; empty where nobody gets one. */
  public String openai() {
    return openai;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }
}
