package dev.fairlead.testsupport;

import java.time.Instant;

/**
 * A request to the API server. What does not apply is empty.
 *
 * @param user who asked, such as {@code system:serviceaccount:NAMESPACE:NAME}
 * @param userAgent what the client calls itself
 * @param verb create, update, patch, delete, deletecollection, get, list or watch
 * @param resource plural and in lower case, such as {@code deployments}
 * @param subresource such as {@code status} or {@code scale}
 * @param namespace of the object
 * @param name of the object
 * @param code HTTP status of the answer
 * @param askedAt when the request came
 */
public record AuditEvent(
    String user,
    String userAgent,
    String verb,
    String resource,
    String subresource,
    String namespace,
    String name,
    int code,
    Instant askedAt) {}
