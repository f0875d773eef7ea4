package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.protocol.Json;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code POST /v2/models/M/infer} in one pass, without a tree; with the <a
 * href="https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md">binary
 * tensor data extension</a>.
 */
public final class InferRequestReader {
  private final List<TensorSpec> specs;

  /** For a model with these inputs: a datatype that comes after its data is taken from them. */
  public InferRequestReader(List<TensorSpec> specs) {
    this.specs = List.copyOf(specs);
  }

  /**
   * Reads a whole body of JSON.
   *
   * @throws BadRequest if it is not JSON, or not of the protocol's form
   */
  public InferRequest read(byte[] body) throws BadRequest {
    return json(body, body.length);
  }

  /**
   * Reads a body that goes on with binary data.
   *
   * @param head bytes of JSON; 0: all of it is the data of the model's one input
   * @throws BadRequest if it is not of the protocol's form
   */
  public InferRequest read(byte[] body, int head) throws BadRequest {
    return head == 0 ? raw(body) : json(body, head);
  }

  private InferRequest json(byte[] body, int head) throws BadRequest {
    var binary = new BinaryPart(body, head);
    try (JsonParser json = Json.parser(body, 0, head)) {
      InferRequest request = read(json, binary, body);
      binary.end();
      return request;
    } catch (JacksonException e) {
      throw new BadRequest("the body is not valid JSON: " + Json.message(e));
    }
  }

  private InferRequest read(JsonParser json, BinaryPart binary, byte[] body) throws BadRequest {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new BadRequest("the body must be a JSON object");
    }
    String id = null;
    List<Tensor> inputs = null;
    OutputsReader outputs = null;
    Parameters parameters = null;
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String field = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NULL) {
        // some clients write what they leave out
        continue;
      }
      switch (field) {
        case "id" -> id = Fields.once(field, id, Fields.text(json, field));
        case "inputs" -> inputs = Fields.once(field, inputs, inputs(json, binary, body));
        case "outputs" -> outputs = Fields.once(field, outputs, new OutputsReader().read(json));
        case "parameters" -> parameters = Fields.once(field, parameters, Parameters.read(json));
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new BadRequest("the body goes on after the end of its JSON object");
    }
    if (inputs == null) {
      throw new BadRequest("'inputs' is missing");
    }
    OutputsReader wanted = outputs == null ? new OutputsReader() : outputs;
    return new InferRequest(
        id,
        inputs,
        wanted.names(),
        wanted.binary(parameters == null ? null : parameters.binaryDataOutput()));
  }

  private List<Tensor> inputs(JsonParser json, BinaryPart binary, byte[] body) throws BadRequest {
    Fields.array(json, "inputs");
    var inputs = new ArrayList<Tensor>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      inputs.add(new InputReader(specs, binary, body).read(json));
    }
    Fields.end(json, "inputs");
    return inputs;
  }

  /** Name and datatype are the model's, and so is the shape but for one dimension. */
  private InferRequest raw(byte[] body) throws BadRequest {
    if (specs.size() != 1
        || specs.getFirst().datatype() == Datatype.BYTES
        || specs.getFirst().shape().stream().filter(d -> d < 0).count() > 1) {
      throw new BadRequest(
          "a body without JSON is for models with one input of numbers, with at most one dimension"
              + " of any size");
    }
    TensorSpec spec = specs.getFirst();
    long row =
        spec.shape().stream()
            .filter(d -> d >= 0)
            .reduce((long) spec.datatype().bytes(), (one, other) -> one * other);
    List<Long> shape =
        spec.shape().stream().map(d -> d >= 0 ? d : row == 0 ? 0 : body.length / row).toList();
    Tensor input = BinaryData.read(spec.name(), spec.datatype(), shape, ByteBuffer.wrap(body));
    return new InferRequest(null, List.of(input), Set.of(), BinaryOutputs.ALL);
  }
}
