package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** By which gateways, and under which names, clients outside of the cluster reach the model. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RouteSpec(
    @Required
        @JsonPropertyDescription(
            "The gateways, as in an HTTPRoute. Each of them has to allow routes of this namespace"
                + " (allowedRoutes of its listeners).")
        @Size(min = 1, max = 8) List<RouteParentSpec> parentRefs,
    @Required
        @JsonPropertyDescription(
            "The names of hosts that clients ask for; the gateway leads all requests to them to"
                + " this model.")
        @Size(min = 1, max = 16) @ValidationRule(
            value =
                "self.all(h, !h.matches('^[0-9.]+$') &&"
                    + " h.matches('^([*][.])?[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))",
            message =
                "spec.route.hostnames: a name has lower-case letters, digits, '-' and '.', and may"
                    + " begin with '*.', such as minilm.example.com; no address and no port")
        List<@Size(min = 1, max = 253) String> hostnames) {}
