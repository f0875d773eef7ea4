package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The model server image of a revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RevisionImageStatus(
    @Required @JsonPropertyDescription("Reference, as the pods name it.") @Size(max = 512) String name,
    @JsonPropertyDescription(
            "Digest that the reference stands for: its own, else that of what the first node pulled. Absent where no node reports one of that repository.")
        @Size(max = 128) @Nullable String digest) {}
