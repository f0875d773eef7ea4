package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Shapes;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/** Reads {@code POST /v2/models/M/infer} in one pass, without a tree. */
public final class InferRequestReader {
  private final List<TensorSpec> specs;

  /** For a model with these inputs: a datatype that comes after its data is taken from them. */
  public InferRequestReader(List<TensorSpec> specs) {
    this.specs = List.copyOf(specs);
  }

  /**
   * Reads a whole body.
   *
   * @throws BadRequest if it is not JSON, or not of the protocol's form
   */
  public InferRequest read(byte[] body) throws BadRequest {
    try (JsonParser json = Json.FACTORY.createParser(ObjectReadContext.empty(), body)) {
      return read(json);
    } catch (JacksonException e) {
      throw new BadRequest("the body is not valid JSON: " + Json.message(e));
    }
  }

  private InferRequest read(JsonParser json) throws BadRequest {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new BadRequest("the body must be a JSON object");
    }
    String id = null;
    List<Tensor> inputs = null;
    Set<String> outputs = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NULL) {
        // some clients write what they leave out
        continue;
      }
      switch (field) {
        case "id" -> id = once(field, id, text(json, field));
        case "inputs" -> inputs = once(field, inputs, inputs(json));
        case "outputs" -> outputs = once(field, outputs, outputs(json));
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new BadRequest("the body goes on after the end of its JSON object");
    }
    if (inputs == null) {
      throw new BadRequest("'inputs' is missing");
    }
    return new InferRequest(id, inputs, outputs == null ? Set.of() : outputs);
  }

  private List<Tensor> inputs(JsonParser json) throws BadRequest {
    array(json, "inputs");
    var inputs = new ArrayList<Tensor>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      inputs.add(input(json));
    }
    end(json, "inputs");
    return inputs;
  }

  private Tensor input(JsonParser json) throws BadRequest {
    String name = null;
    Datatype datatype = null;
    List<Long> shape = null;
    Elements elements = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = once(field, name, text(json, field));
        case "datatype" -> datatype = once(field, datatype, datatype(json));
        case "shape" -> shape = once(field, shape, shape(json));
        case "data" -> elements = once(field, elements, elements(json, name, datatype));
        default -> json.skipChildren();
      }
    }
    if (name == null || datatype == null || shape == null || elements == null) {
      throw new BadRequest(
          "an input needs 'name', 'datatype', 'shape' and 'data'"
              + (name == null ? "" : ": see '" + name + "'"));
    }
    if (elements.datatype() != datatype) {
      throw new BadRequest(
          "the input '%s' is %s, the model takes %s"
              .formatted(name, datatype, elements.datatype()));
    }
    return tensor(name, datatype, shape, elements);
  }

  /** What a field that is given twice means is anybody's guess: not ours. */
  private static <T> T once(String field, @Nullable T before, T now) throws BadRequest {
    if (before != null) {
      throw new BadRequest("'%s' is given twice".formatted(field));
    }
    return now;
  }

  private static Tensor tensor(String name, Datatype datatype, List<Long> shape, Elements elements)
      throws BadRequest {
    long expected = elementsOf(name, shape);
    if (elements.count() != expected) {
      throw new BadRequest(
          "the data of '%s' has %d elements, its shape %s asks for %d"
              .formatted(name, elements.count(), shape, expected));
    }
    elements.nesting().check(name, shape);
    return datatype == Datatype.BYTES
        ? new Tensor.Bytes(name, shape, elements.strings())
        : new Tensor.Fixed(name, datatype, shape, elements.data());
  }

  private static long elementsOf(String name, List<Long> shape) throws BadRequest {
    try {
      return Shapes.elements(shape);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new BadRequest(
          "the shape %s of '%s' is not one that data can have".formatted(shape, name));
    }
  }

  private Elements elements(JsonParser json, @Nullable String name, @Nullable Datatype datatype)
      throws BadRequest {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new BadRequest("'data' must be an array");
    }
    Datatype known = datatype == null ? declared(name) : datatype;
    var elements = new Elements(name == null ? "input" : name, known);
    elements.read(json);
    return elements;
  }

  private Datatype declared(@Nullable String name) throws BadRequest {
    return specs.stream()
        .filter(s -> s.name().equals(name))
        .map(TensorSpec::datatype)
        .findFirst()
        .orElseThrow(
            () -> new BadRequest("write 'name' and 'datatype' of an input before its 'data'"));
  }

  private static Datatype datatype(JsonParser json) throws BadRequest {
    String name = text(json, "datatype");
    return Datatype.of(name)
        .orElseThrow(
            () ->
                new BadRequest(
                    "'%s' is not a datatype of the Open Inference Protocol".formatted(name)));
  }

  private static List<Long> shape(JsonParser json) throws BadRequest {
    array(json, "shape");
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
    end(json, "shape");
    return shape;
  }

  private static Set<String> outputs(JsonParser json) throws BadRequest {
    array(json, "outputs");
    var names = new LinkedHashSet<String>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      names.add(output(json));
    }
    end(json, "outputs");
    return names;
  }

  private static String output(JsonParser json) throws BadRequest {
    String name = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("name")) {
        name = once(field, name, text(json, field));
      } else {
        json.skipChildren();
      }
    }
    if (name == null) {
      throw new BadRequest("an output needs a 'name'");
    }
    return name;
  }

  private static String text(JsonParser json, String field) throws BadRequest {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw new BadRequest("'%s' must be a string".formatted(field));
    }
    return json.getString();
  }

  private static void array(JsonParser json, String field) throws BadRequest {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new BadRequest("'%s' must be an array".formatted(field));
    }
  }

  private static void end(JsonParser json, String field) throws BadRequest {
    if (json.currentToken() != JsonToken.END_ARRAY) {
      throw new BadRequest("'%s' holds something that does not belong there".formatted(field));
    }
  }
}
