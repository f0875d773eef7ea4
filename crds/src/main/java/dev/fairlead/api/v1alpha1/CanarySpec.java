package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A growing share of the requests, for as long as the new version does well. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CanarySpec(
    @Required
        @JsonPropertyDescription(
            "The shares, one after the other. After the last the new version has all the requests.")
        @Size(min = 1, max = 16) @ValidationRule(
            value = "self.map(s, s.weight).isSorted()",
            message =
                "spec.rollout.canary.steps: a weight is lower than the one before: put the steps"
                    + " into rising order")
        List<CanaryStepSpec> steps,
    @JsonPropertyDescription(
            "What the new version is held to while it has a share. Without it, only its pods'"
                + " readiness counts.")
        @Nullable AnalysisSpec analysis,
    @JsonPropertyDescription(
            "Who asks decides, in place of whose turn it is: requests with the same value of a header"
                + " go to the same version, and as the share grows nobody goes back. The share is"
                + " then one of the values. May be edited in the middle of a rollout.")
        @Nullable StickySpec sticky) {}
