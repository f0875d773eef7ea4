package dev.fairlead.operator.revision;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.IntStream;

/** The name of a revision: readable, and the same for the same content. */
public final class RevisionName {
  /**
   * Without vowels, so that no hash spells a word: the alphabet of Kubernetes' own generated names.
   */
  private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int LENGTH = 8;

  /** As many revisions of one content and identity as a history holds, and more. */
  private static final int SALTS = 16;

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
    return modelDeployment + "-" + hash(sha256);
  }

  /**
   * The name of that content where what it tracks had moved to that identity. One content may be
   * recorded for several identities: a name never comes back with another one, since {@code
   * rollout.approve} and its like may still hold it.
   */
  static String ofTracked(
      String modelDeployment, Declared declared, String image, String identity, int salt) {
    MessageDigest sha256 = sha256();
    sha256.update(Canonical.bytes(declared.fields()));
    sha256.update((byte) 0);
    sha256.update(image.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 0);
    sha256.update(identity.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) salt);
    return modelDeployment + "-" + hash(sha256);
  }

  /** Whether that is the name of that content, tracked to that identity. */
  public static boolean isOfTracked(
      String name, String modelDeployment, Declared declared, String image, String identity) {
    return IntStream.range(0, SALTS)
        .anyMatch(salt -> ofTracked(modelDeployment, declared, image, identity, salt).equals(name));
  }

  /** The name of what finds out what that model's reference stands for. */
  public static String ofResolution(String modelDeployment, Declared declared) {
    MessageDigest sha256 = sha256();
    sha256.update(Canonical.bytes(declared.ofModel()));
    return modelDeployment + "-resolve-" + hash(sha256);
  }

  private static String hash(MessageDigest sha256) {
    byte[] digest = sha256.digest();
    var hash = new StringBuilder();
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
