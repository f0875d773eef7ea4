package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Group ownership of mounted volumes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TemplateSecurityContext(
    @JsonPropertyDescription("The group that owns the pod's volumes.") @Min(0) @Max(2147483647) @Nullable Long fsGroup,
    @JsonPropertyDescription("More groups that the pod's processes belong to.") @Size(max = 16) @Nullable List<@Min(0) @Max(2147483647) Long> supplementalGroups) {}
