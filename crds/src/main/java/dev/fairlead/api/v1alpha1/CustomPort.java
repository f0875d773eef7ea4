package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** A port that a model server of one's own listens on. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CustomPort(
    @Required
        @JsonPropertyDescription(
            "http: behind port 80 of the Service, and asked whether the server is ready. grpc:"
                + " behind port 8081 of the Service, HTTP/2 without TLS.")
        String name,
    @Required
        @JsonPropertyDescription(
            "The number that the server listens on, on all addresses of its pod. Below 1024 only"
                + " where the node lets users other than root do so.")
        @Min(1) @Max(65535) Integer containerPort) {}
