package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model as the server describes it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelStatus(
    @JsonPropertyDescription("How the model file is encoded, such as ONNX.") @Size(max = 64) @Nullable String format,
    @JsonPropertyDescription("What runs the model, such as OnnxRuntime.") @Size(max = 64) @Nullable String engine,
    @JsonPropertyDescription("What it runs on, such as cpu or gpu.") @Size(max = 64) @Nullable String device,
    @JsonPropertyDescription("What the model takes, in the Open Inference Protocol's terms.")
        @Size(max = 128) @Nullable List<TensorStatus> inputs,
    @JsonPropertyDescription("What the model gives, in the Open Inference Protocol's terms.")
        @Size(max = 128) @Nullable List<TensorStatus> outputs) {}
