package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/embeddings}.
 *
 * @param model asked for
 * @param texts in their order
 * @param base64 whether vectors go back as base64 of little-endian floats, not as numbers
 * @param dimensions numbers that each vector is to have; null: as many as the model gives
 */
public record EmbeddingsRequest(
    String model, List<Request.Text> texts, boolean base64, @Nullable Integer dimensions) {}
