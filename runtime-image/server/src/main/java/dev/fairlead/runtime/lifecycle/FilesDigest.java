package dev.fairlead.runtime.lifecycle;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One digest for all files of a folder, which anybody can compute: the sha256 of what {@code find
 * -L . -type f ! -path './.fairlead/*' -exec sha256sum {} + | LC_ALL=C sort -k 2} prints there. It
 * stands for paths and contents; who owns a file, and when it was written, are not in it.
 */
final class FilesDigest {
  /** Of fetch, which may have brought the files: it tells of them and is none of them. */
  private static final String OWN = ".fairlead/";

  /** Of file systems, at the top of a volume. */
  private static final String LOST = "lost+found/";

  /** Such names are printed by sha256sum in another way, from version to version. */
  private static final Pattern UNWANTED = Pattern.compile("[\\p{Cntrl}\\\\]");

  private FilesDigest() {}

  /**
   * {@code sha256:HEX} of the files.
   *
   * @throws LoadException if one of them cannot be read or has a name that cannot be vouched for
   */
  static String of(ModelFiles files) throws LoadException {
    for (String folder : files.unreadable()) {
      if (!folder.equals(LOST)) {
        throw ModelFiles.unreadable(folder);
      }
    }
    List<String> names =
        files.names().stream()
            .filter(name -> !name.startsWith(OWN))
            .sorted((one, other) -> Arrays.compareUnsigned(bytes(one), bytes(other)))
            .toList();
    MessageDigest digest = Sha256.start();
    for (String name : names) {
      digest.update(bytes(line(files, name)));
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static String line(ModelFiles files, String name) throws LoadException {
    if (UNWANTED.matcher(name).find()) {
      throw new LoadException(
          Reason.ModelInvalid,
          "%s has a line break or a backslash in its name: give it another one"
              .formatted(FileNames.shown(name)));
    }
    try {
      return Sha256.of(files.folder().resolve(name)) + "  ./" + name + "\n";
    } catch (IOException e) {
      throw ModelFiles.unreadable(name);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
