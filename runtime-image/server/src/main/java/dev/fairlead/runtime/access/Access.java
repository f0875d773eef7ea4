package dev.fairlead.runtime.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request and how it ended. No headers, no bodies, no query: they may hold secrets.
 *
 * @param time when it came
 * @param protocol as in the metrics
 * @param request method and path, or service and method
 * @param code the HTTP status of what the client got, whatever the protocol; 499: it went
 * @param nanos from the head of the request to the end of its answer
 * @param requestBytes of the body, as far as it came
 * @param responseBytes of the body
 * @param id that the client gave the request
 * @param traceId of the trace that the request belongs to
 * @param client its address, or that of the proxy before it
 */
public record Access(
    Instant time,
    String protocol,
    String request,
    int code,
    long nanos,
    long requestBytes,
    long responseBytes,
    @Nullable String id,
    @Nullable String traceId,
    @Nullable String client) {}
