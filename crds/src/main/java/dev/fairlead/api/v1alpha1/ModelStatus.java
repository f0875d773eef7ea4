package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model as the server describes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelStatus(
    @Nullable String format,
    @Nullable String engine,
    @Nullable String device,
    @Nullable List<TensorStatus> inputs,
    @Nullable List<TensorStatus> outputs) {}
