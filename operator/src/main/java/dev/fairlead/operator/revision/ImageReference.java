package dev.fairlead.operator.revision;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * References to images, {@code [HOST[:PORT]/]REPOSITORY[:TAG][@DIGEST]}, as container runtimes read
 * them. With both a tag and a digest the digest decides.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/containers/images/#image-names">Image names</a>
 */
public final class ImageReference {
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /** The host that is meant where none is named, and its folder where there is none either. */
  private static final String HOST = "docker.io/";

  private static final String FOLDER = "library/";

  /** Its old name, which runtimes read as the new one. */
  private static final String OLD_HOST = "index.docker.io/";

  private ImageReference() {}

  /** Whether that is a digest, and nothing else. */
  public static boolean isDigest(String text) {
    return DIGEST.matcher(text).matches();
  }

  /** Whether more than a tag says which image is meant. */
  public static boolean hasDigest(String reference) {
    return reference.contains("@");
  }

  /** {@code sha256:…}; empty where it has none, or one of another kind. */
  public static Optional<String> digest(String reference) {
    return hasDigest(reference)
        ? Optional.of(reference.substring(reference.indexOf('@') + 1))
            .filter(ImageReference::isDigest)
        : Optional.empty();
  }

  /** As it was before it had a digest. */
  public static String withoutDigest(String reference) {
    int at = reference.indexOf('@');
    return at < 0 ? reference : reference.substring(0, at);
  }

  /** What it stood for when that was its digest. The tag stays, for those who read it. */
  public static String pinned(String reference, String digest) {
    return withoutDigest(reference) + "@" + digest;
  }

  /**
   * {@code HOST/REPOSITORY}, written out: equal for references to the same repository, whichever
   * tag or digest they have.
   */
  public static String repository(String reference) {
    String image = withoutDigest(reference);
    // as some runtimes begin the ids of what they have pulled: docker-pullable://
    int scheme = image.indexOf("://");
    String named = withoutTag(scheme < 0 ? image : image.substring(scheme + "://".length()));
    String name = named.startsWith(OLD_HOST) ? HOST + named.substring(OLD_HOST.length()) : named;
    int slash = name.indexOf('/');
    if (slash < 0) {
      return HOST + FOLDER + name;
    }
    String first = name.substring(0, slash);
    boolean isHost = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (!isHost) {
      return HOST + name;
    }
    boolean isInNoFolder = name.startsWith(HOST) && name.indexOf('/', slash + 1) < 0;
    return isInNoFolder ? HOST + FOLDER + name.substring(slash + 1) : name;
  }

  private static String withoutTag(String image) {
    int colon = image.indexOf(':', image.lastIndexOf('/') + 1);
    return colon < 0 ? image : image.substring(0, colon);
  }
}
