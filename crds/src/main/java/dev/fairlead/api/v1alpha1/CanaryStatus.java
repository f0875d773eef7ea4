package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far a canary is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CanaryStatus(
    @Required @JsonPropertyDescription("How many of its steps it has done.") @Min(0) @Max(16) Integer stepsDone,
    @Required @JsonPropertyDescription("How many steps there are.") @Min(1) @Max(16) Integer steps,
    @Required
        @JsonPropertyDescription(
            "The share that its step asks for, in percent; status.traffic has the one in force.")
        @Min(0) @Max(100) Integer weight,
    @JsonPropertyDescription(
            "Since when the share of its step is in force at every pod that serves, in RFC 3339;"
                + " absent before.")
        @Size(max = 64) @Nullable String since,
    @JsonPropertyDescription("What is known of the new version by its requests in this step.")
        @Nullable EvidenceStatus evidence,
    @JsonPropertyDescription(
            "What the site's Prometheus says of the new version in this step, by the queries of the"
                + " spec; written at most every 30 seconds.")
        @Size(max = 8) @Nullable List<QueryStatus> queries,
    @JsonPropertyDescription(
            "The steps that lie behind it, as they were. Where these are edited in the middle of a"
                + " rollout it goes on with the first step that has no less than it has been"
                + " through.")
        @Size(max = 16) @Nullable List<CanaryStepStatus> done,
    @JsonPropertyDescription(
            "The largest share of a step that it has done, in percent: 0 once its first step has"
                + " begun, absent before.")
        @Min(0) @Max(100) @Nullable Integer through,
    @JsonPropertyDescription(
            "Without analysis: when a server of its pods first ended in this step, in RFC 3339, so"
                + " that the step began anew; absent while none has.")
        @Size(max = 64) @Nullable String unsteadySince) {}
