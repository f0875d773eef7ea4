package dev.fairlead.fetch.source;

import dev.fairlead.fetch.net.Authorization;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A Secret's keys, mounted as files.
 *
 * @param directory may be missing or empty where the Secret does not exist
 * @param name of the Secret that the resource names; empty if it names none
 */
public record CredentialFiles(Optional<Path> directory, Optional<String> name) {

  /**
   * What https:// and djl:// use: the key {@code token}, or {@code username} and {@code password}.
   *
   * @throws FetchException {@link Reason#CREDENTIALS_NOT_FOUND} if a Secret is named and has
   *     neither
   */
  public Optional<Authorization> http() throws IOException {
    Optional<String> token = key("token");
    if (token.isPresent()) {
      return token.map(Authorization::bearer);
    }
    Optional<String> username = key("username");
    Optional<String> password = key("password");
    if (username.isPresent() && password.isPresent()) {
      return Optional.of(Authorization.basic(username.get(), password.get()));
    }
    requireNone("the key token, or the keys username and password");
    return Optional.empty();
  }

  /**
   * What oci:// uses: the key {@code .dockerconfigjson}.
   *
   * @throws FetchException {@link Reason#CREDENTIALS_NOT_FOUND} if a Secret is named and lacks it
   */
  public DockerConfig docker() throws IOException {
    Optional<String> json = key(".dockerconfigjson");
    if (json.isEmpty()) {
      requireNone("the key .dockerconfigjson");
      return DockerConfig.none();
    }
    return DockerConfig.parse(json.get())
        .orElseThrow(
            () ->
                missing(
                    "The key .dockerconfigjson of %s is not a Docker config.".formatted(who())));
  }

  /**
   * What hf:// uses: the key {@code token}.
   *
   * @throws FetchException {@link Reason#CREDENTIALS_NOT_FOUND} if a Secret is named and lacks it
   */
  public Optional<Authorization> hub() throws IOException {
    Optional<String> token = key("token");
    if (token.isEmpty()) {
      requireNone("the key token");
    }
    return token.map(Authorization::bearer);
  }

  /**
   * What s3:// uses: the keys {@code AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, and
   * {@code AWS_SESSION_TOKEN} where it is there.
   *
   * @throws FetchException {@link Reason#CREDENTIALS_NOT_FOUND} if a Secret is named and lacks them
   */
  Optional<AwsLogin> aws() throws IOException {
    Optional<String> id = key("AWS_ACCESS_KEY_ID");
    Optional<String> secret = key("AWS_SECRET_ACCESS_KEY");
    if (id.isPresent() && secret.isPresent()) {
      return Optional.of(new AwsLogin(id.get(), secret.get(), key("AWS_SESSION_TOKEN")));
    }
    requireNone("the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    return Optional.empty();
  }

  /** The Secret in words. */
  String who() {
    return name.map(secret -> "Secret \"" + secret + "\"").orElse("the credentials");
  }

  boolean named() {
    return name.isPresent();
  }

  private Optional<String> key(String key) throws IOException {
    if (directory.isEmpty() || !Files.isRegularFile(directory.get().resolve(key))) {
      return Optional.empty();
    }
    String value = Files.readString(directory.get().resolve(key)).strip();
    if (!key.startsWith(".") && value.chars().anyMatch(Character::isISOControl)) {
      throw missing("The key %s of %s holds a line break.".formatted(key, who()));
    }
    return Optional.of(value).filter(text -> !text.isEmpty());
  }

  private void requireNone(String wanted) throws IOException {
    if (name.isEmpty()) {
      return;
    }
    throw missing(
        empty()
            ? "%s (model.credentials.secretRef) does not exist or is empty: create it with %s."
                .formatted(who(), wanted)
            : "%s (model.credentials.secretRef) lacks %s.".formatted(who(), wanted));
  }

  private boolean empty() throws IOException {
    if (directory.isEmpty() || !Files.isDirectory(directory.get())) {
      return true;
    }
    try (var files = Files.list(directory.get())) {
      return files.noneMatch(Files::isRegularFile);
    }
  }

  private static FetchException missing(String message) {
    return new FetchException(Reason.CREDENTIALS_NOT_FOUND, message);
  }
}
