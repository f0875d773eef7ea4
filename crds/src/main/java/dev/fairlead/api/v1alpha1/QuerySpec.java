package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A number that the site's Prometheus is asked for, and what it is held to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.min) || has(self.max)",
    message =
        "spec.rollout.canary.analysis.queries: a query needs min or max, or both: without them"
            + " nothing follows from its answer")
@ValidationRule(
    value =
        "!has(self.min) || !has(self.max) || !self.min.matches('"
            + QuerySpec.NUMBER
            + "') || !self.max.matches('"
            + QuerySpec.NUMBER
            + "') || double(self.min) <= double(self.max)",
    message = "spec.rollout.canary.analysis.queries: min is above max: no answer could be right")
@JsonIgnoreProperties(ignoreUnknown = true)
public record QuerySpec(
    @Required @JsonPropertyDescription("What the status calls it.") @Size(min = 1, max = 63) String name,
    @Required
        @JsonPropertyDescription(
            "PromQL that gives a number, or several that are all held to the same. $namespace,"
                + " $model, $candidate and $stable stand for the names of the namespace, of this"
                + " resource, and of the revisions of the new version and of the one that serves;"
                + " they belong into quotes. A '$' before anything else than a letter, '_' or '{'"
                + " stays as it is.")
        @Size(min = 1, max = 2048) @ValidationRule(
            value = "self.matches('" + QuerySpec.KNOWN_PLACEHOLDERS + "')",
            message =
                "spec.rollout.canary.analysis.queries: after '$' a query may name namespace, model,"
                    + " candidate or stable, and nothing else")
        String query,
    @JsonPropertyDescription(
            "The least that it may be, such as '0.95': one answer below fails the new version.")
        @Size(min = 1, max = 32) @ValidationRule(
            value = "self.matches('" + QuerySpec.NUMBER + "')",
            message =
                "spec.rollout.canary.analysis.queries: min must be a number in quotes, such as"
                    + " '0.95' or '1e-3'")
        @Nullable String min,
    @JsonPropertyDescription(
            "The most that it may be, such as '0.8': one answer above fails the new version.")
        @Size(min = 1, max = 32) @ValidationRule(
            value = "self.matches('" + QuerySpec.NUMBER + "')",
            message =
                "spec.rollout.canary.analysis.queries: max must be a number in quotes, such as"
                    + " '0.8' or '1e6'")
        @Nullable String max) {
  static final String NUMBER = "^-?[0-9]{1,18}([.][0-9]{1,18})?([eE][+-]?[0-9]{1,2})?$";

  /** In a literal of CEL. */
  static final String KNOWN_PLACEHOLDERS =
      "^([^$]|[$](namespace|model|candidate|stable)\\\\b|[$][^A-Za-z_{$]|[$]$)*$";
}
