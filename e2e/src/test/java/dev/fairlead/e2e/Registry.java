package dev.fairlead.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The registry that holds images and models. */
final class Registry {
  private Registry() {}

  static String host() {
    return Shell.environment("FAIRLEAD_E2E_REGISTRY");
  }

  /** Whether its certificate is from an authority that everybody knows. */
  static boolean isPublic() {
    return Optional.ofNullable(System.getenv("FAIRLEAD_E2E_REGISTRY_CA")).orElse("").isEmpty();
  }

  /** A PEM file with the authority of its certificate. */
  static String authority() {
    return Shell.environment("FAIRLEAD_E2E_REGISTRY_CA");
  }

  /** Where the same content is for who has a login; empty where there is no such place. */
  static String closed() {
    return Optional.ofNullable(System.getenv("FAIRLEAD_E2E_CLOSED_REGISTRY")).orElse("");
  }

  /** What has this name in the registry, by its name behind the login. */
  static String closed(String reference) {
    return reference.replace(host() + "/", closed() + "/");
  }

  /** A Secret with the login, as kubectl makes it. */
  static void login(String namespace, String secret) {
    String[] login = Shell.environment("FAIRLEAD_E2E_CLOSED_REGISTRY_LOGIN").split(":", 2);
    String manifest =
        Shell.run(
            "kubectl",
            "--namespace=" + namespace,
            "create",
            "secret",
            "docker-registry",
            secret,
            "--docker-server=" + closed(),
            "--docker-username=" + login[0],
            "--docker-password=" + login[1],
            "--dry-run=client",
            "--output=yaml");
    Shell.feed(manifest, "kubectl", "--namespace=" + namespace, "apply", "-f", "-");
  }

  /** A name in it that nothing has. */
  static String unused(String repository) {
    return host() + "/" + repository + ":" + Long.toString(System.nanoTime(), 36);
  }

  /** The same content under another name: {@code HOST/REPOSITORY:TAG}. */
  static void copy(String from, String to) {
    var command = new ArrayList<>(List.of("oras", "cp", from.replaceFirst("^oci://", ""), to));
    Optional.ofNullable(System.getenv("FAIRLEAD_E2E_REGISTRY_CA"))
        .filter(ca -> !ca.isEmpty())
        .ifPresent(ca -> command.addAll(List.of("--from-ca-file", ca, "--to-ca-file", ca)));
    Shell.run(command.toArray(String[]::new));
  }

  /** What an image says of itself: its configuration. */
  static JsonNode config(String image) {
    return json(image, "fetch-config");
  }

  /**
   * What the layers of an image hold: the length of their archives without compression.
   *
   * @param image with its digest
   */
  static long unpackedBytes(String image) {
    long bytes = 0;
    for (JsonNode layer : json(image, "fetch").path("layers")) {
      var command =
          new ArrayList<>(
              List.of(
                  "bash",
                  "-o",
                  "pipefail",
                  "-c",
                  "oras blob fetch --output - \"$@\" | gzip -dc | wc -c",
                  "unpacked",
                  image.replaceFirst("@.*", "@") + layer.path("digest").asText()));
      command.addAll(trust());
      bytes += Long.parseLong(Shell.run(command.toArray(String[]::new)).strip());
    }
    return bytes;
  }

  private static JsonNode json(String image, String part) {
    var command = new ArrayList<>(List.of("oras", "manifest", part, image));
    command.addAll(trust());
    try {
      return new ObjectMapper().readTree(Shell.run(command.toArray(String[]::new)));
    } catch (JsonProcessingException e) {
      throw new AssertionError(image, e);
    }
  }

  private static List<String> trust() {
    return isPublic() ? List.of() : List.of("--ca-file", authority());
  }
}
