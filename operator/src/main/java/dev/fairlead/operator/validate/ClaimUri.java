package dev.fairlead.operator.validate;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code pvc://CLAIM/PATH}: a folder in a PersistentVolumeClaim. There is no way to name another
 * namespace than the resource's own.
 *
 * @param claim its name
 * @param path from the top of its volume, without a slash at either end; empty for the top itself
 */
public record ClaimUri(String claim, String path) {
  private static final String SCHEME = "pvc://";
  private static final int LONGEST_NAME = 253;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9._+=@~-]+");

  /** Whether the uri is meant to be one of these. */
  public static boolean isMeant(String uri) {
    return uri.startsWith(SCHEME);
  }

  /** What it names; empty if it is none of these, or a wrong one. */
  public static Optional<ClaimUri> of(String uri) {
    if (!isMeant(uri)) {
      return Optional.empty();
    }
    String rest = uri.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    String claim = slash < 0 ? rest : rest.substring(0, slash);
    String path = slash < 0 ? "" : rest.substring(slash + 1);
    if (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return claim.length() <= LONGEST_NAME && NAME.matcher(claim).matches() && isPath(path)
        ? Optional.of(new ClaimUri(claim, path))
        : Optional.empty();
  }

  private static boolean isPath(String path) {
    if (path.isEmpty()) {
      return true;
    }
    for (String part : path.split("/", -1)) {
      if (!PART.matcher(part).matches() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }
}
