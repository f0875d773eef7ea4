package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How a new revision replaces the old one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutSpec(
    @JsonPropertyDescription("Settings of the rolling update: new pods come, then old ones go.")
        @Nullable RollingSpec rolling,
    @JsonPropertyDescription(
            "How long a rollout may go without progress (a pod scheduled, an image pulled, bytes"
                + " fetched, a phase reached) before the status says ProgressDeadlineExceeded."
                + " Between 1s and 24h, such as 90s, 10m or 1h30m. Default 10m.")
        @Size(min = 2, max = 32) @Pattern(Formats.DURATION) @ValidationRule(
            value =
                "self.matches('"
                    + Formats.DURATION
                    + "') && duration(self) >= duration('1s') && duration(self) <= duration('24h')",
            message =
                "spec.rollout.progressDeadline must be a duration between 1s and 24h, such as 90s,"
                    + " 10m or"
                    + " 1h30m")
        @Nullable String progressDeadline) {}
