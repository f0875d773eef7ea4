/** OpenAI's embeddings API: bodies in and out, apart from HTTP. */
@NullMarked
package dev.fairlead.runtime.protocol.openai;

import org.jspecify.annotations.NullMarked;
