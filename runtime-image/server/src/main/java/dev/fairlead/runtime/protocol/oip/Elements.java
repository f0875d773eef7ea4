package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.tensor.Buffers;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Halves;
import dev.fairlead.runtime.tensor.PackedBytes;
import dev.fairlead.runtime.tensor.Utf8;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the elements of one tensor from JSON into memory that an engine can use as it is. */
final class Elements {
  private static final int FIRST = 64;
  private static final int MOST_SHOWN = 40;
  private static final BigInteger UINT64_MAX =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  /** Largest finite value plus half a unit in the last place: what rounds to even goes up. */
  private static final double FP16_END = 65_520;

  private static final double BF16_END = 0x1.ffp127;

  private static final double FP32_END = 0x1.ffffffp127;

  /** As in the JSON form of protocol buffers, in which the same protocol's gRPC side is defined. */
  private static final Map<String, Double> NOT_FINITE =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY);

  private final String tensor;
  private final Datatype datatype;
  private final Nesting nesting = new Nesting();
  private ByteBuffer data;
  private final PackedBytes.Builder strings = new PackedBytes.Builder();

  Elements(String tensor, Datatype datatype) {
    this(tensor, datatype, FIRST);
  }

  /** {@code expected}: for so many elements there is room at once. */
  Elements(String tensor, Datatype datatype, int expected) {
    this.tensor = tensor;
    this.datatype = datatype;
    this.data =
        Buffers.allocate(
            datatype == Datatype.BYTES ? 0 : Math.multiplyExact(expected, datatype.bytes()));
  }

  /** From the start of an array, nested or flat, to its end. */
  void read(JsonParser json) throws BadRequest {
    try {
      do {
        switch (json.currentToken()) {
          case START_ARRAY -> nesting.open(tensor);
          case END_ARRAY -> nesting.close(tensor);
          default -> element(json, json.currentToken());
        }
      } while (nesting.isOpen() && json.nextToken() != null);
    } catch (JacksonException e) {
      throw new BadRequest(
          "the data of '%s' is not valid JSON: %s".formatted(tensor, Json.message(e)));
    }
  }

  private void element(JsonParser json, JsonToken token) throws BadRequest {
    nesting.element(tensor);
    if (datatype == Datatype.BYTES) {
      if (token != JsonToken.VALUE_STRING) {
        throw wrong(json, "strings");
      }
      String text = json.getString();
      if (!Utf8.isText(text)) {
        throw new BadRequest("the data of '%s' holds half a surrogate pair".formatted(tensor));
      }
      strings.add(text.getBytes(StandardCharsets.UTF_8));
      BinaryData.checkStrings(tensor, strings.size());
      return;
    }
    room();
    switch (datatype) {
      case BOOL -> data.put(bool(json, token));
      case INT8 -> data.put((byte) integer(json, token, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case UINT8 -> data.put((byte) integer(json, token, 0, 0xff));
      case INT16 -> data.putShort((short) integer(json, token, Short.MIN_VALUE, Short.MAX_VALUE));
      case UINT16 -> data.putShort((short) integer(json, token, 0, 0xffff));
      case INT32 -> data.putInt((int) integer(json, token, Integer.MIN_VALUE, Integer.MAX_VALUE));
      case UINT32 -> data.putInt((int) integer(json, token, 0, 0xffff_ffffL));
      case INT64 -> data.putLong(integer(json, token, Long.MIN_VALUE, Long.MAX_VALUE));
      case UINT64 -> data.putLong(unsigned(json, token));
      case FP16 -> data.putShort(Halves.fp16(number(json, token, FP16_END)));
      case BF16 -> data.putShort(Halves.bf16(number(json, token, BF16_END)));
      case FP32 -> data.putFloat((float) number(json, token, FP32_END));
      case FP64 -> data.putDouble(number(json, token, Double.POSITIVE_INFINITY));
      case BYTES -> throw new IllegalStateException("strings are no numbers");
    }
  }

  private void room() {
    if (data.remaining() < datatype.bytes()) {
      ByteBuffer larger = Buffers.allocate(Math.max(FIRST * Long.BYTES, data.capacity() * 2));
      data = larger.put(data.flip());
    }
  }

  private byte bool(JsonParser json, JsonToken token) throws BadRequest {
    return switch (token) {
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      case VALUE_NUMBER_INT -> (byte) integer(json, token, 0, 1);
      default -> throw wrong(json, "true or false");
    };
  }

  private long integer(JsonParser json, JsonToken token, long least, long most) throws BadRequest {
    if (token == JsonToken.VALUE_NUMBER_INT
        && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = json.getLongValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw wrong(json, "whole numbers from %d to %d".formatted(least, most));
  }

  private long unsigned(JsonParser json, JsonToken token) throws BadRequest {
    if (token == JsonToken.VALUE_NUMBER_INT) {
      BigInteger value = json.getBigIntegerValue();
      if (value.signum() >= 0 && value.compareTo(UINT64_MAX) <= 0) {
        return value.longValue();
      }
    }
    throw wrong(json, "whole numbers from 0 to " + UINT64_MAX);
  }

  /** {@code end}: the first magnitude that would be rounded to infinity. */
  private double number(JsonParser json, JsonToken token, double end) throws BadRequest {
    if (token == JsonToken.VALUE_STRING && NOT_FINITE.containsKey(json.getString())) {
      return NOT_FINITE.get(json.getString());
    }
    if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
      double value = json.getDoubleValue();
      if (Math.abs(value) < end) {
        return value;
      }
    }
    throw wrong(json, "numbers within its range, or \"NaN\", \"Infinity\", \"-Infinity\"");
  }

  private BadRequest wrong(JsonParser json, String expected) {
    String found = json.getString();
    String shown = found.length() > MOST_SHOWN ? found.substring(0, MOST_SHOWN) + "…" : found;
    return new BadRequest(
        "the data of '%s' must be %s (%s), found %s".formatted(tensor, expected, datatype, shown));
  }

  /** Of each element. */
  Datatype datatype() {
    return datatype;
  }

  /** How the arrays lay inside each other. */
  Nesting nesting() {
    return nesting;
  }

  /** How many were read. */
  int count() {
    return datatype == Datatype.BYTES ? strings.size() : data.position() / datatype.bytes();
  }

  /** The elements of a fixed size. */
  ByteBuffer data() {
    return data.duplicate().order(ByteOrder.nativeOrder()).flip();
  }

  /** The elements that are strings. */
  List<byte[]> strings() {
    return strings.build();
  }
}
