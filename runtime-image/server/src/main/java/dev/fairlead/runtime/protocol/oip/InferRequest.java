package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request for inference.
 *
 * @param id given by the client, sent back
 * @param inputs as the client named them
 * @param outputs names of the outputs wanted; empty: all
 * @param binary which of them go back as bytes
 */
public record InferRequest(
    @Nullable String id, List<Tensor> inputs, Set<String> outputs, BinaryOutputs binary) {}
