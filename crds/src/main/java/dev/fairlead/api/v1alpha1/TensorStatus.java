package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** Name, datatype and shape of an input or output. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TensorStatus(String name, String datatype, List<Long> shape) {}
