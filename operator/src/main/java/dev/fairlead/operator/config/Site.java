package dev.fairlead.operator.config;

import dev.fairlead.operator.plan.PodSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings in the form that decisions take them. */
@ApplicationScoped
public class Site {
  private final PodSettings podSettings;
  private final @Nullable Path trustedCas;
  private final Duration probeGrace;

  Site(OperatorConfig config) {
    podSettings =
        new PodSettings(
            config.images().runtimeOnnx(),
            config.images().fetch(),
            config.images().pullSecrets().orElse(List.of()),
            config.fetch().plainHttpHosts().orElse(List.of()),
            config.fetch().allowedHosts().orElse(List.of()));
    trustedCas = config.trustedCas().map(Path::of).orElse(null);
    probeGrace = config.probe().grace();
  }

  /** What a new revision's pod template takes from the operator. */
  public PodSettings podSettings() {
    return podSettings;
  }

  /** How long a Service that does not answer is waited for. */
  public Duration probeGrace() {
    return probeGrace;
  }

  /** PEM of the site's authorities, as the file is now; null without one. */
  public @Nullable String trustedCas() {
    if (trustedCas == null || !Files.isReadable(trustedCas)) {
      return null;
    }
    try {
      String pem = Files.readString(trustedCas);
      return pem.isBlank() ? null : pem;
    } catch (IOException e) {
      throw new UncheckedIOException("FAIRLEAD_TRUSTED_CAS cannot be read", e);
    }
  }
}
