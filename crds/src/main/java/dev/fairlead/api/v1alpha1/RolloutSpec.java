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
@ValidationRule(
    value = "!has(self.rolling) || !has(self.strategy) || self.strategy == 'Rolling'",
    message =
        "spec.rollout.rolling is for strategy Rolling only: remove it, or set spec.rollout.strategy"
            + " to Rolling")
@ValidationRule(
    value = "!has(self.blueGreen) || (has(self.strategy) && self.strategy == 'BlueGreen')",
    message =
        "spec.rollout.blueGreen is for strategy BlueGreen only: remove it, or set"
            + " spec.rollout.strategy to BlueGreen")
@ValidationRule(
    value = "has(self.canary) == (has(self.strategy) && self.strategy == 'Canary')",
    message = "spec.rollout.canary and strategy Canary go together: give both, or neither of them")
@ValidationRule(
    value =
        "!has(self.verification) || (has(self.strategy) && self.strategy in ['Canary',"
            + " 'BlueGreen'])",
    message =
        "spec.rollout.verification needs a strategy whose new pods wait before they get requests:"
            + " set spec.rollout.strategy to Canary or BlueGreen, or remove it")
@ValidationRule(
    value = "!has(self.mirror) || (has(self.strategy) && self.strategy in ['Canary', 'BlueGreen'])",
    message =
        "spec.rollout.mirror needs a strategy whose new pods wait before they get requests: set"
            + " spec.rollout.strategy to Canary or BlueGreen, or remove it")
@ValidationRule(
    value = "!has(self.approve) || !has(self.abort) || self.approve != self.abort",
    message = "spec.rollout.approve and spec.rollout.abort name the same: remove one of them")
@JsonIgnoreProperties(ignoreUnknown = true)
public record RolloutSpec(
    @JsonPropertyDescription(
            "Rolling (default): pod by pod. Recreate: the old pods end before the new ones start;"
                + " nothing answers in between. BlueGreen: all new pods get ready beside the old"
                + " ones, which needs room for both, and then have all the requests at once. Canary: the"
                + " new version has a growing share of the requests for as long as it does well.")
        @Nullable RolloutStrategy strategy,
    @JsonPropertyDescription("Settings of the rolling update: new pods come, then old ones go.")
        @Nullable RollingSpec rolling,
    @JsonPropertyDescription("Settings of strategy BlueGreen.") @Nullable BlueGreenSpec blueGreen,
    @JsonPropertyDescription("Settings of strategy Canary.") @Nullable CanarySpec canary,
    @JsonPropertyDescription(
            "Requests whose answers are known: a new version has to answer them as expected before"
                + " it gets any request of others. For strategies Canary and BlueGreen; the first"
                + " version, which takes over from nobody, is not asked.")
        @Nullable VerificationSpec verification,
    @JsonPropertyDescription(
            "Real requests that are sent to a new version too, without anybody waiting for it: its"
                + " answers have to be like those of the version that serves before it gets any"
                + " request to answer. For strategies Canary and BlueGreen.")
        @Nullable MirrorSpec mirror,
    @JsonPropertyDescription(
            "What becomes of a new revision that fails its verification, mirror, analysis or"
                + " progressDeadline while an earlier one is there. Rollback (default): its pods are taken away, the earlier revision has all"
                + " the requests, and the status says RolledBack. Pause: it stays as it is.")
        @Nullable FailurePolicy onFailure,
    @JsonPropertyDescription(
            "How long a rollout may go without progress (a pod scheduled, an image pulled, bytes"
                + " fetched, a phase reached) before it has failed. Between 1s and 24h, such as"
                + " 90s, 10m or 1h30m. Default 10m.")
        @Size(min = 2, max = 32) @Pattern(Formats.DURATION) @ValidationRule(
            value =
                "self.matches('"
                    + Formats.DURATION
                    + "') && duration(self) >= duration('1s') && duration(self) <= duration('24h')",
            message =
                "spec.rollout.progressDeadline must be a duration between 1s and 24h, such as 90s,"
                    + " 10m or"
                    + " 1h30m")
        @Nullable String progressDeadline,
    @JsonPropertyDescription(
            "How long a pod may wait for a node before the status needs a person; it goes on"
                + " waiting, since a node may have to be bought. Between 1s and 24h, such as 90s,"
                + " 10m or 1h30m. Default 30m.")
        @Size(min = 2, max = 32) @Pattern(Formats.DURATION) @ValidationRule(
            value =
                "self.matches('"
                    + Formats.DURATION
                    + "') && duration(self) >= duration('1s') && duration(self) <= duration('24h')",
            message =
                "spec.rollout.scheduleDeadline must be a duration between 1s and 24h, such as 90s,"
                    + " 10m or 1h30m")
        @Nullable String scheduleDeadline,
    @JsonPropertyDescription(
            "The revision, or the model.version, that may take over where an approval is required."
                + " It means that one only: the next has to be approved anew.")
        @Size(min = 1, max = 63) @ValidationRule(
            value = RolloutSpec.NAMES_A_VERSION,
            message =
                "spec.rollout.approve must be the name of a revision or a model.version: letters,"
                    + " digits, '.', '_', '+' and '-'")
        @Nullable String approve,
    @JsonPropertyDescription(
            "The revision, or the model.version, that must not take over: as long as the spec"
                + " declares it and an earlier revision is still there, that one has all the"
                + " requests.")
        @Size(min = 1, max = 63) @ValidationRule(
            value = RolloutSpec.NAMES_A_VERSION,
            message =
                "spec.rollout.abort must be the name of a revision or a model.version: letters,"
                    + " digits, '.', '_', '+' and '-'")
        @Nullable String abort,
    @JsonPropertyDescription(
            "Serve exactly this recorded revision (status.revisions), whatever the rest of the spec"
                + " declares, until this field is removed.")
        @Size(min = 1, max = 63) @ValidationRule(
            value = "self.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",
            message =
                "spec.rollout.pinnedRevision must be the name of a revision, as in"
                    + " status.revisions: lower-case letters, digits and '-'")
        @Nullable String pinnedRevision) {
  static final String NAMES_A_VERSION =
      "self.matches('^[A-Za-z0-9]([A-Za-z0-9._+-]*[A-Za-z0-9])?$')";
}
