package dev.fairlead.fetch.source;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code oci://HOST/REPOSITORY(:TAG|@DIGEST)}; the host is always stated, none is assumed.
 *
 * @param host with its port
 * @param digest wins over the tag where both are there
 */
record OciReference(String host, String repository, Optional<String> tag, Optional<String> digest) {
  private static final Pattern FORM =
      Pattern.compile(
          "oci://([A-Za-z0-9.-]+(?::[0-9]{1,5})?|\\[[0-9A-Fa-f:]+](?::[0-9]{1,5})?)"
              + "/([a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
              + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?"
              + "(?:@(sha256:[0-9a-f]{64}))?");

  /** Empty if the text is no such reference, or has neither tag nor digest. */
  static Optional<OciReference> parse(String uri) {
    Matcher match = FORM.matcher(uri);
    if (!match.matches() || (match.group(3) == null && match.group(4) == null)) {
      return Optional.empty();
    }
    return Optional.of(
        new OciReference(
            match.group(1),
            match.group(2),
            Optional.ofNullable(match.group(3)),
            Optional.ofNullable(match.group(4))));
  }

  /** The host that speaks the protocol: Docker Hub's has another name than its images. */
  String apiHost() {
    return onHub() ? "registry-1.docker.io" : host;
  }

  /** The repository in the protocol: Docker Hub's official ones lie under {@code library}. */
  String apiRepository() {
    return onHub() && repository.indexOf('/') < 0 ? "library/" + repository : repository;
  }

  /** Without tag and digest. */
  String location() {
    return "oci://" + host + "/" + repository;
  }

  private boolean onHub() {
    return host.equals("docker.io") || host.equals("index.docker.io");
  }
}
