package dev.fairlead.runtime.protocol;

import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * One factory for all bodies: quick with numbers, and with limits against bodies that are made to
 * hurt.
 */
public final class Json {
  private static final int DEEPEST = 64;
  private static final int LONGEST_NUMBER = 400;

  /** Shared: it keeps tables of names. */
  public static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(LONGEST_NUMBER)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(StreamReadFeature.USE_FAST_BIG_NUMBER_PARSER)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private Json() {}

  /** Of a part of a body, or of all of it. */
  public static JsonParser parser(byte[] body, int from, int length) {
    JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body, from, length);
    return CountedNames.areNeededFor(body, from, length) ? new CountedNames(parser) : parser;
  }

  /**
   * Writes one object.
   *
   * @param size a guess of its length in bytes
   * @param fields writes what is in it
   */
  public static byte[] object(int size, Consumer<JsonGenerator> fields) {
    var out = new Chunks(size);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      fields.accept(json);
      json.writeEndObject();
    }
    return out.bytes();
  }

  /** What is wrong and where, without the source. */
  public static String message(JacksonException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " at line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr();
    return e.getOriginalMessage().lines().findFirst().orElse("") + where;
  }
}
