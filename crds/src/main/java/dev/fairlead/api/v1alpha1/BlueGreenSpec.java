package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** All at once, beside the old pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record BlueGreenSpec(
    @JsonPropertyDescription(
            "How long the old pods are kept after the Service went over to the new ones, so that"
                + " going back takes seconds. Between 0s and 24h, such as 90s, 10m or 1h30m. Default"
                + " 5m.")
        @Size(min = 2, max = 32) @Pattern(Formats.DURATION) @ValidationRule(
            value =
                "self.matches('"
                    + Formats.DURATION
                    + "') && duration(self) >= duration('0s') && duration(self) <= duration('24h')",
            message =
                "spec.rollout.blueGreen.keepOld must be a duration between 0s and 24h, such as 90s,"
                    + " 10m or 1h30m")
        @Nullable String keepOld,
    @JsonPropertyDescription(
            "Required: once all new pods are ready, the Service goes over to them only when"
                + " rollout.approve names the revision or its version, with replicas 0 too. Without"
                + " it, at once.")
        @Nullable Approval approval) {}
