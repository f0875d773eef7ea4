package dev.fairlead.runtime.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of the model.
 *
 * @param from as {@link System#nanoTime()}
 * @param to as {@link System#nanoTime()}
 * @param weight of all requests in it: rows of tensors, or a guess of their tokens
 * @param requests in it, oldest first
 * @param failure why it failed; null: it did not
 */
public record Run(
    long from, long to, long weight, List<RequestTrace> requests, @Nullable String failure) {}
