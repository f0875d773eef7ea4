package dev.fairlead.runtime.protocol.oip;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How clients ask for the model.
 *
 * @param name always given
 * @param version the owner's name for it, if there is one
 */
public record ModelId(String name, @Nullable String version) {
  /** Why a client that asks for this cannot be served; {@code version} may be left out. */
  public Optional<String> missing(String otherName, @Nullable String otherVersion) {
    if (!otherName.equals(name)) {
      return Optional.of("there is no model '%s' here, only '%s'".formatted(otherName, name));
    }
    if (otherVersion != null && !otherVersion.equals(version)) {
      return Optional.of(
          "there is no version '%s' of '%s' here, %s"
              .formatted(
                  otherVersion, name, version == null ? "leave it out" : "only '" + version + "'"));
    }
    return Optional.empty();
  }
}
