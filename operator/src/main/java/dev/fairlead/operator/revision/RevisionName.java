package dev.fairlead.operator.revision;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The name of a revision: readable, and the same for the same content. */
final class RevisionName {
  /**
   * Without vowels, so that no hash spells a word: the alphabet of Kubernetes' own generated names.
   */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int LENGTH = 8;

  private RevisionName() {}

  /** {@code salt} is 0 but where another content already has the name. */
  static String of(String modelDeployment, JsonNode declared, String image, int salt) {
    MessageDigest sha256 = sha256();
    sha256.update(Canonical.bytes(declared));
    sha256.update((byte) 0);
    sha256.update(image.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) salt);
    byte[] digest = sha256.digest();
    var hash = new StringBuilder(modelDeployment).append('-');
    for (int i = 0; i < LENGTH; i++) {
      hash.append(ALPHABET.charAt(Byte.toUnsignedInt(digest[i]) % ALPHABET.length()));
    }
    return hash.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
