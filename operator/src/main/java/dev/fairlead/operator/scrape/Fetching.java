package dev.fairlead.operator.scrape;

import java.time.Instant;

/**
 * How far a pod's fetch container is.
 *
 * @param bytes copied so far
 * @param totalBytes of all files; 0 or less while unknown
 * @param movedAt when {@code bytes} was last seen to have grown
 */
public record Fetching(long bytes, long totalBytes, Instant movedAt) {}
