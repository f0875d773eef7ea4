package dev.fairlead.runtime.protocol.oip.proto;

import dev.fairlead.oip.InferParameter;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferRequest.InferInputTensor;
import dev.fairlead.oip.ModelInferRequest.InferRequestedOutputTensor;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.BinaryData;
import dev.fairlead.runtime.protocol.oip.BinaryOutputs;
import dev.fairlead.runtime.protocol.oip.Datatypes;
import dev.fairlead.runtime.protocol.oip.Extensions;
import dev.fairlead.runtime.protocol.oip.InferRequest;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;

/** Reads the message of {@code ModelInfer}. */
public final class RequestReader {
  private static final String MARK = "fairlead_too_many_parts";

  /** Stands for a message that was not read; whichever server gets it refuses it. */
  public static final ModelInferRequest TOO_MANY_PARTS =
      ModelInferRequest.newBuilder()
          .putParameters(MARK, InferParameter.getDefaultInstance())
          .build();

  private RequestReader() {}

  /** Whether it stands for one that was not read, be it that another server looked at that. */
  public static boolean isUnread(ModelInferRequest message) {
    return message.containsParameters(MARK);
  }

  /**
   * The request, wherever its data stands; the answer's will stand in the same place.
   *
   * @throws BadRequest if it is not of the protocol's form
   */
  public static InferRequest read(ModelInferRequest message) throws BadRequest {
    if (isUnread(message)) {
      throw new BadRequest(
          "the message has too many parts for the memory that there is: send fewer elements of BYTES at a time, and numbers in raw_input_contents");
    }
    boolean raw = message.getRawInputContentsCount() > 0;
    if (raw && message.getRawInputContentsCount() != message.getInputsCount()) {
      throw new BadRequest(
          "raw_input_contents has %d entries for %d inputs: give one for each, or none"
              .formatted(message.getRawInputContentsCount(), message.getInputsCount()));
    }
    check(message.getParametersMap());
    var inputs = new ArrayList<Tensor>();
    for (int i = 0; i < message.getInputsCount(); i++) {
      inputs.add(input(message, i, raw));
    }
    var outputs = new LinkedHashSet<String>();
    for (InferRequestedOutputTensor output : message.getOutputsList()) {
      check(output.getParametersMap());
      outputs.add(output.getName());
    }
    boolean bytes =
        raw
            || message
                .getParametersOrDefault("binary_data_output", InferParameter.getDefaultInstance())
                .getBoolParam();
    return new InferRequest(
        message.getId().isEmpty() ? null : message.getId(),
        inputs,
        outputs,
        bytes ? BinaryOutputs.ALL : BinaryOutputs.NONE);
  }

  private static Tensor input(ModelInferRequest message, int i, boolean raw) throws BadRequest {
    InferInputTensor input = message.getInputs(i);
    check(input.getParametersMap());
    Datatype datatype = Datatypes.named(input.getDatatype());
    if (!raw) {
      return TypedContents.read(
          input.getName(), datatype, input.getShapeList(), input.getContents());
    }
    if (input.hasContents()) {
      throw new BadRequest(
          "the input '%s' has both contents and raw_input_contents: leave one out"
              .formatted(input.getName()));
    }
    return BinaryData.read(
        input.getName(),
        datatype,
        input.getShapeList(),
        message.getRawInputContents(i).asReadOnlyByteBuffer());
  }

  private static void check(Map<String, InferParameter> parameters) throws BadRequest {
    for (String name : parameters.keySet()) {
      Extensions.check(name);
    }
  }
}
