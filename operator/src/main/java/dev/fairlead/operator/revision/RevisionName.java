package dev.fairlead.operator.revision;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The name of a revision: readable, and the same for the same content. */
public final class RevisionName {
  /**
   * Without vowels, so that no hash spells a word: the alphabet of Kubernetes' own generated names.
   */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int LENGTH = 8;

  private RevisionName() {}

  /** The name of that content, where no other content has it. */
  public static String of(String modelDeployment, Declared declared, String image) {
    return of(modelDeployment, declared, image, 0);
  }

  /** {@code salt} counts up from 0 while another content already has the name. */
  static String of(String modelDeployment, Declared declared, String image, int salt) {
    MessageDigest sha256 = sha256();
    sha256.update(Canonical.bytes(declared.fields()));
    sha256.update((byte) 0);
    sha256.update(image.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) salt);
    byte[] digest = sha256.digest();
    var name = new StringBuilder(modelDeployment).append('-');
    for (int i = 0; i < LENGTH; i++) {
      name.append(ALPHABET.charAt(Byte.toUnsignedInt(digest[i]) % ALPHABET.length()));
    }
    return name.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
