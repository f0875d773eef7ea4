package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How a reference that moves is followed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TrackSpec(
    @JsonPropertyDescription(
            "How often it is asked what the uri stands for, at a moment of each interval that is"
                + " this resource's own. Between 1m and 24h, such as 90s, 10m or 1h30m. Default"
                + " 10m.")
        @Size(min = 2, max = 32) @Pattern(Formats.DURATION) @ValidationRule(
            value =
                "self.matches('"
                    + Formats.DURATION
                    + "') && duration(self) >= duration('1m') && duration(self) <= duration('24h')",
            message =
                "spec.model.track.interval must be a duration between 1m and 24h, such as 90s, 10m"
                    + " or 1h30m")
        @Nullable String interval) {}
