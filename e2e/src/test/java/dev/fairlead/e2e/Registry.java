package dev.fairlead.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
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

  /**
   * The same programs in an image that no node has by another name: a node that has one under two
   * names tells one of them for both.
   *
   * @param to {@code HOST/REPOSITORY:TAG}
   * @return its digest
   */
  static String copyOfItsOwn(String from, String to) {
    copy(from, to);
    ObjectNode config = (ObjectNode) config(from);
    config.withObject("/config").withObject("/Labels").put("e2e.test/name", to);
    byte[] bytes = config.toString().getBytes(StandardCharsets.UTF_8);
    String digest = digest(bytes);
    var manifest = (ObjectNode) json(from, "fetch");
    manifest.withObject("/config").put("digest", digest).put("size", bytes.length);
    String repository = to.substring(0, to.lastIndexOf(':'));
    feed(
        config.toString(),
        List.of("oras", "blob", "push", "--size=" + bytes.length, repository + "@" + digest, "-"));
    feed(manifest.toString(), List.of("oras", "manifest", "push", to, "-"));
    return digest(manifest.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void feed(String what, List<String> command) {
    var trusting = new ArrayList<>(command);
    trusting.addAll(trust());
    Shell.feed(what, trusting.toArray(String[]::new));
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
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
