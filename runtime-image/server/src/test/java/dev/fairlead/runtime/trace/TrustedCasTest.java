package dev.fairlead.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mounted file as it changes under a running server; what it does to connections: TracesTest. */
class TrustedCasTest {
  private static final String NAME = "CN=authority one";
  private static final String PEM =
      """
      -----BEGIN CERTIFICATE-----
      MIIBhzCCAS2gAwIBAgIUYmNsB2FvE8cmQuApfb9MDFvaEIUwCgYIKoZIzj0EAwIw
      GDEWMBQGA1UEAwwNYXV0aG9yaXR5IG9uZTAgFw0yNjExMjkxMTM1MDhaGA8yMTI2
      MTEwNTExMzUwOFowGDEWMBQGA1UEAwwNYXV0aG9yaXR5IG9uZTBZMBMGByqGSM49
      AgEGCCqGSM49AwEHA0IABHd3htIB4aq1mHH0+vq5YG/LqVRqZS0z+dC9gpYnxyVY
      f1uZlk+MZ6R/olxwz9Kjh3JOKuaP+/9Ft/2D6sNkTP+jUzBRMB0GA1UdDgQWBBSD
      d2VCaV2wxNYiLo6n7TSwKU4qLDAfBgNVHSMEGDAWgBSDd2VCaV2wxNYiLo6n7TSw
      KU4qLDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQD831yviAuC
      Wshiyk11I3aygwlp3ezAYwjW6YGzooHLnQIgLPgzymqw7hXKYppjOjqOcKqIII1i
      GEXB/IB8a+mcqfk=
      -----END CERTIFICATE-----
      """;

  @TempDir Path folder;

  @Test
  void theJdksAuthoritiesAreTrustedWithoutAFile() throws ConfigException {
    assertThat(names(new TrustedCas(folder.resolve("ca.crt")))).isNotEmpty().doesNotContain(NAME);
  }

  @Test
  void thoseOfTheFileComeAndGoWithIt() throws ConfigException, IOException {
    Path file = folder.resolve("ca.crt");
    var authorities = new TrustedCas(file);
    List<String> before = names(authorities);

    Files.writeString(file, "an authority of ours:\n" + PEM);
    assertThat(names(authorities)).hasSize(before.size() + 1).contains(NAME).containsAll(before);

    Files.delete(file);
    assertThat(names(authorities)).hasSameElementsAs(before);
  }

  @Test
  void whatCannotBeReadChangesNothing() throws ConfigException, IOException {
    Path file = Files.writeString(folder.resolve("ca.crt"), PEM);
    var authorities = new TrustedCas(file);

    Files.writeString(file, PEM.substring(0, 100));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1));

    assertThat(names(authorities)).contains(NAME);
  }

  @Test
  void aFileOfSomethingElseIsRefusedAtTheStart() throws IOException {
    Path file = Files.writeString(folder.resolve("ca.crt"), PEM.substring(0, 100));

    assertThatThrownBy(() -> new TrustedCas(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("FAIRLEAD_TRUSTED_CAS is '%s'", file);
  }

  private static List<String> names(TrustedCas authorities) {
    return Arrays.stream(authorities.getAcceptedIssuers())
        .map(X509Certificate::getSubjectX500Principal)
        .map(Object::toString)
        .toList();
  }
}
