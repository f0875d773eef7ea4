package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The model of a revision. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RevisionModelStatus(
    @Required @JsonPropertyDescription("Where its files come from.") @Size(max = 2048) String uri,
    @JsonPropertyDescription(
            "What the uri stood for when the revision was made, which all of its pods fetch; absent"
                + " where the uri itself, or a digest, says it.")
        @Size(max = 2304) @Nullable String resolved,
    @JsonPropertyDescription("Digest of what is fetched, once known.") @Size(max = 128) @Nullable String digest,
    @JsonPropertyDescription(
            "Size of its files in bytes, once known; before they are here, of their download.")
        @Min(0) @Nullable Long bytes) {}
