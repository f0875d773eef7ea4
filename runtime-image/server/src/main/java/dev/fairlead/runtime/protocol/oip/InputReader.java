package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one input of a request, its data as JSON or from what follows the JSON. */
final class InputReader {
  private final List<TensorSpec> specs;
  private final BinaryPart binary;
  private final byte[] body;
  private @Nullable String name;
  private @Nullable Datatype datatype;
  private @Nullable List<Long> shape;
  private @Nullable Elements elements;
  private @Nullable Parameters parameters;

  /** Where its data is, if that came before anything told how to read it. */
  private @Nullable Long later;

  /**
   * {@code specs}: a datatype that comes after its data is taken from them. {@code body}: what the
   * parser reads from, from its first byte on.
   */
  InputReader(List<TensorSpec> specs, BinaryPart binary, byte[] body) {
    this.specs = specs;
    this.binary = binary;
    this.body = body;
  }

  /** From the start of the object to its end. */
  Tensor read(JsonParser json) throws BadRequest {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = Fields.once(field, name, Fields.text(json, field));
        case "datatype" ->
            datatype = Fields.once(field, datatype, Datatypes.named(Fields.text(json, field)));
        case "shape" -> shape = Fields.once(field, shape, shape(json));
        case "data" -> data(json);
        case "parameters" -> parameters = Fields.once(field, parameters, Parameters.read(json));
        default -> json.skipChildren();
      }
    }
    if (later != null && name != null && datatype != null) {
      elements = later(later, name, datatype);
    }
    return tensor();
  }

  /** Fields may come in any order: those of some clients are sorted by name. */
  private void data(JsonParser json) throws BadRequest {
    if (elements != null || later != null) {
      throw new BadRequest("'data' is given twice");
    }
    Fields.array(json, "data");
    Datatype known = datatype == null ? declared() : datatype;
    if (known == null) {
      later = json.currentTokenLocation().getByteOffset();
      json.skipChildren();
    } else {
      elements = elements(json, name, known);
    }
  }

  private Elements later(long start, String name, Datatype datatype) throws BadRequest {
    int from = Math.toIntExact(start);
    try (JsonParser json = Json.parser(body, from, body.length - from)) {
      json.nextToken();
      return elements(json, name, datatype);
    }
  }

  private Tensor tensor() throws BadRequest {
    Long size = parameters == null ? null : parameters.binaryDataSize();
    if (name == null || datatype == null || shape == null || (elements == null && size == null)) {
      throw new BadRequest(
          "an input needs 'name', 'datatype', 'shape' and 'data'"
              + (name == null ? "" : ": see '" + name + "'"));
    }
    if (elements == null) {
      return BinaryData.read(name, datatype, shape, binary.take(name, size == null ? 0 : size));
    }
    if (size != null) {
      throw new BadRequest(
          "the input '%s' has both 'data' and 'binary_data_size': leave one out".formatted(name));
    }
    if (elements.datatype() != datatype) {
      throw new BadRequest(
          "the input '%s' is %s, the model takes %s"
              .formatted(name, datatype, elements.datatype()));
    }
    return tensor(name, shape, elements);
  }

  private static Tensor tensor(String name, List<Long> shape, Elements elements) throws BadRequest {
    long expected = BinaryData.elements(name, shape);
    if (elements.count() != expected) {
      throw new BadRequest(
          "the data of '%s' has %d elements, its shape %s asks for %d"
              .formatted(name, elements.count(), shape, expected));
    }
    elements.nesting().check(name, shape);
    return elements.datatype() == Datatype.BYTES
        ? new Tensor.Bytes(name, shape, elements.strings())
        : new Tensor.Fixed(name, elements.datatype(), shape, elements.data());
  }

  private Elements elements(JsonParser json, @Nullable String name, Datatype datatype)
      throws BadRequest {
    String shown = name == null ? "input" : name;
    var read =
        shape == null
            ? new Elements(shown, datatype)
            : new Elements(shown, datatype, room(BinaryData.elements(shown, shape)));
    read.read(json);
    return read;
  }

  /** Elements that may still come: a digit and a comma are the least that one takes. */
  private int room(long expected) {
    return (int) Math.min(expected, body.length / 2);
  }

  private @Nullable Datatype declared() {
    return specs.stream()
        .filter(s -> s.name().equals(name))
        .map(TensorSpec::datatype)
        .findFirst()
        .orElse(null);
  }

  private static List<Long> shape(JsonParser json) throws BadRequest {
    Fields.array(json, "shape");
    var shape = new ArrayList<Long>();
    while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw new BadRequest("'shape' has a dimension that no tensor can have");
      }
      if (shape.size() == Nesting.DEEPEST) {
        throw new BadRequest("'shape' has more than %d dimensions".formatted(Nesting.DEEPEST));
      }
      shape.add(json.getLongValue());
    }
    Fields.end(json, "shape");
    return shape;
  }
}
