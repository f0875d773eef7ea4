package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;

/** The share of requests that a revision gets. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrafficStatus(String revision, Integer weight) {}
