package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What the site's Prometheus answers to a query. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QueryStatus(
    @Required @JsonPropertyDescription("The query's name.") @Size(max = 63) String name,
    @JsonPropertyDescription(
            "Its value, such as 0.87; of several the worst. Absent while none is known.")
        @Size(max = 32) @Nullable String value,
    @Required
        @JsonPropertyDescription("What it has to keep to, such as 'at most 0.9'.")
        @Size(max = 128) String threshold,
    @JsonPropertyDescription(
            "Why nothing is known yet, such as 'no data': the new version gets no more requests"
                + " before. Absent once it is.")
        @Size(max = 512) @Nullable String missing) {}
