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
    @JsonPropertyDescription("Digest of what the nodes pulled, once known.") @Size(max = 128) @Nullable String digest) {}
