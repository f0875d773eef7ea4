package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Labels and annotations of the model pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record TemplateMetadata(
    @JsonPropertyDescription(
            "Labels that the model pods get beside Fairlead's own. Keys under fairlead.dev,"
                + " app.kubernetes.io/name, app.kubernetes.io/managed-by and pod-template-hash are"
                + " reserved.")
        @Size(max = 32) @ValidationRule(
            value = Formats.KEYS_ARE_QUALIFIED,
            message = "spec.template.metadata.labels" + TemplateMetadata.KEY_CURE)
        @ValidationRule(
            value = Formats.VALUES_ARE_LABELS,
            message =
                "spec.template.metadata.labels: a value has at most 63 letters, digits, '-', '_'"
                    + " and '.',"
                    + " and starts and ends with a letter or digit")
        @ValidationRule(
            value =
                "self.all(k, !k.startsWith('serving.fairlead.dev/') && !k.startsWith('fairlead.dev/')"
                    + " && !(k in ['app.kubernetes.io/name', 'app.kubernetes.io/managed-by',"
                    + " 'pod-template-hash']))",
            message =
                "spec.template.metadata.labels: keys under fairlead.dev, app.kubernetes.io/name,"
                    + " app.kubernetes.io/managed-by and pod-template-hash are reserved: choose"
                    + " another key")
        @Nullable Map<String, @Size(max = Formats.LABEL_VALUE_LENGTH) String> labels,
    @JsonPropertyDescription(
            "Annotations that the model pods get beside Fairlead's own. Keys under fairlead.dev are"
                + " reserved.")
        @Size(max = 32) @ValidationRule(
            value = Formats.KEYS_ARE_QUALIFIED,
            message = "spec.template.metadata.annotations" + TemplateMetadata.KEY_CURE)
        @ValidationRule(
            value =
                "self.all(k, !k.startsWith('serving.fairlead.dev/')"
                    + " && !k.startsWith('fairlead.dev/'))",
            message =
                "spec.template.metadata.annotations: keys under fairlead.dev are reserved: choose"
                    + " another"
                    + " key")
        @Nullable Map<String, @Size(max = 4096) String> annotations) {
  static final String KEY_CURE =
      ": a key is NAME or DOMAIN/NAME; a name has at most 63 letters, digits, '-', '_' and '.'";
}
