package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RuntimeSpec(@Nullable String image, @Nullable List<EnvVariable> env) {}
