package dev.fairlead.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a model server that is not Fairlead's is started and asked. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.metricsPort) || !self.ports.exists(p, p.containerPort == self.metricsPort)",
    message =
        "spec.runtime.custom.metricsPort is one of spec.runtime.custom.ports: leave metricsPort out"
            + " where the metrics are on the port http, and state metricsPath")
@JsonIgnoreProperties(ignoreUnknown = true)
public record CustomSpec(
    @JsonPropertyDescription(
            "The program, in place of the image's entrypoint; not run in a shell."
                + " $(FAIRLEAD_MODEL_DIR) and the like stand for the container's environment"
                + " variables, as in a pod.")
        @Size(min = 1, max = 32) @Nullable List<@Size(max = 4096) String> command,
    @JsonPropertyDescription(
            "The program's arguments, in place of the image's own; $(NAME) as in command.")
        @Size(min = 1, max = 128) @Nullable List<@Size(max = 4096) String> args,
    @Required
        @JsonPropertyDescription(
            "The ports that the server listens on: http, and grpc if it has one.")
        @Size(min = 1, max = 2) @ValidationRule(
            value = "self.exists(p, p.name == 'http')",
            message =
                "spec.runtime.custom.ports must have one with the name http: on it the server is"
                    + " asked whether it is ready")
        @ValidationRule(
            value = "self.all(p, self.exists_one(q, q.containerPort == p.containerPort))",
            message =
                "spec.runtime.custom.ports must differ in containerPort: leave grpc out where the"
                    + " server has no port of its own for it")
        List<CustomPort> ports,
    @JsonPropertyDescription(
            "What is asked by GET on the port http, and answered with a status from 200 to 399 as"
                + " long as the server can take requests, with another one, or not at all, while it"
                + " loads. Default: /v2/health/ready, as in the Open Inference Protocol.")
        @Size(min = 1, max = 256) @ValidationRule(
            value = CustomSpec.IS_PATH,
            message = "spec.runtime.custom.readinessPath" + CustomSpec.PATH_CURE)
        @Nullable String readinessPath,
    @JsonPropertyDescription(
            "Where the server has metrics for Prometheus. Default: /metrics with metricsPort, else"
                + " none.")
        @Size(min = 1, max = 256) @ValidationRule(
            value = CustomSpec.IS_PATH,
            message = "spec.runtime.custom.metricsPath" + CustomSpec.PATH_CURE)
        @Nullable String metricsPath,
    @JsonPropertyDescription(
            "The port of the metrics. Default, where metricsPath is stated: the port http.")
        @Min(1) @Max(65535) @Nullable Integer metricsPort,
    @JsonPropertyDescription(
            "The folder at which the server finds the model's files, mounted read-only. Default:"
                + " /mnt/models.")
        @Size(min = 2, max = 256) @ValidationRule(
            value = "self.matches('^(/[A-Za-z0-9._-]+)+$') && !self.matches('/[.]{1,2}(/|$)')",
            message =
                "spec.runtime.custom.modelMountPath must be an absolute path such as /mnt/models:"
                    + " letters, digits, '.', '_' and '-' between the slashes, no '.' or '..' as a"
                    + " part, no slash at the end")
        @ValidationRule(
            value =
                "!self.matches('^/(dev|etc|proc|run|sys|tmp|var/run)(/|$)')"
                    + " && !self.matches('^/(bin|lib|lib64|sbin|usr|var)$')",
            message =
                "spec.runtime.custom.modelMountPath would hide what a container needs: choose a"
                    + " folder of its own, such as /mnt/models, outside of /dev, /etc, /proc, /run,"
                    + " /sys, /tmp and /var/run")
        @Nullable String modelMountPath) {
  static final String IS_PATH = "self.matches('^/[A-Za-z0-9._~/?=&:@+,-]*$')";
  static final String PATH_CURE =
      " must start with '/' and hold letters, digits and any of '._~/?=&:@+,-', such as"
          + " /v2/health/ready";
}
