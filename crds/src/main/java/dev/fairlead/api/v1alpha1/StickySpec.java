package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** By what those who ask are told apart, so that each stays with one version. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record StickySpec(
    @Required
        @JsonPropertyDescription(
            "The name of a header, such as X-User; with gRPC, of metadata. Capitals do not matter. A"
                + " request without it goes by turn.")
        @Size(min = 1, max = 64) @Pattern(StickySpec.NAME) @ValidationRule(
            value = "self.matches('" + StickySpec.NAME + "') && !self.matches('-[Bb][Ii][Nn]$')",
            message =
                "spec.rollout.canary.sticky.header must be the name of a header that HTTP and gRPC"
                    + " both take: letters, digits and '-', beginning with a letter and not ending"
                    + " with -bin, such as X-User")
        String header) {
  static final String NAME = "^[A-Za-z][A-Za-z0-9-]*$";
}
