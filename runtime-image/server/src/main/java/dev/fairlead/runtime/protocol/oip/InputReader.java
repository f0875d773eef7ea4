package dev.fairlead.runtime.protocol.oip;

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
  private @Nullable String name;
  private @Nullable Datatype datatype;
  private @Nullable List<Long> shape;
  private @Nullable Elements elements;
  private @Nullable Parameters parameters;

  /** {@code specs}: a datatype that comes after its data is taken from them. */
  InputReader(List<TensorSpec> specs, BinaryPart binary) {
    this.specs = specs;
    this.binary = binary;
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
        case "data" -> elements = Fields.once(field, elements, elements(json));
        case "parameters" -> parameters = Fields.once(field, parameters, Parameters.read(json));
        default -> json.skipChildren();
      }
    }
    return tensor();
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

  private Elements elements(JsonParser json) throws BadRequest {
    Fields.array(json, "data");
    var read =
        new Elements(name == null ? "input" : name, datatype == null ? declared() : datatype);
    read.read(json);
    return read;
  }

  private Datatype declared() throws BadRequest {
    return specs.stream()
        .filter(s -> s.name().equals(name))
        .map(TensorSpec::datatype)
        .findFirst()
        .orElseThrow(
            () -> new BadRequest("write 'name' and 'datatype' of an input before its 'data'"));
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
