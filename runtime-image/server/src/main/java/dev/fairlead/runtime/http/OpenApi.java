package dev.fairlead.runtime.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The description of everything that is served over HTTP, as OpenAPI 3.1. */
final class OpenApi {
  static final String PATH = "/openapi.json";

  private OpenApi() {}

  /** Read anew each time: nobody asks for it often. */
  static byte[] document() {
    try (InputStream in = OpenApi.class.getResourceAsStream("openapi.json")) {
      return Objects.requireNonNull(in, "openapi.json is part of the jar").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
