package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A literal environment variable of the model server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record EnvVariable(
    @Required
        @JsonPropertyDescription(
            "Name of the variable. Names that start with FAIRLEAD_ or LD_, JAVA_TOOL_OPTIONS,"
                + " JDK_JAVA_OPTIONS and _JAVA_OPTIONS are reserved.")
        @Size(min = 1, max = 128) @ValidationRule(
            value = "self.matches('^[A-Za-z_][A-Za-z0-9_.-]*$')",
            message =
                "spec.runtime.env: a name consists of letters, digits, '_', '.' and '-', and does"
                    + " not"
                    + " start with a digit")
        @ValidationRule(
            value =
                "!self.startsWith('FAIRLEAD_') && !self.startsWith('LD_')"
                    + " && !(self in ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS'])",
            message =
                "spec.runtime.env: names that start with FAIRLEAD_ or LD_, JAVA_TOOL_OPTIONS,"
                    + " JDK_JAVA_OPTIONS and _JAVA_OPTIONS are reserved: choose another name")
        String name,
    @JsonPropertyDescription(
            "Value of the variable, as it stands; empty when left out. Not for secrets.")
        @Size(max = 4096) @Nullable String value) {}
