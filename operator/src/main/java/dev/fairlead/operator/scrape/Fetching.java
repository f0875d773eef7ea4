package dev.fairlead.operator.scrape;

import dev.fairlead.operator.observe.TerminationLine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a pod's fetch container is.
 *
 * @param bytes copied so far
 * @param totalBytes of all files; 0 or less while unknown
 * @param movedAt when {@code bytes} was last seen to have grown
 * @param trouble what keeps it from going on right now, while it tries again; null if nothing does
 */
public record Fetching(
    long bytes, long totalBytes, Instant movedAt, @Nullable TerminationLine trouble) {}
