package dev.fairlead.runtime.protocol.openai;

import dev.fairlead.runtime.pipeline.Request;
import java.util.List;

/**
 * {@code POST /v1/embeddings}.
 *
 * @param model asked for
 * @param texts in their order
 * @param base64 whether vectors go back as base64 of little-endian floats, not as numbers
 */
public record EmbeddingsRequest(String model, List<Request.Text> texts, boolean base64) {}
