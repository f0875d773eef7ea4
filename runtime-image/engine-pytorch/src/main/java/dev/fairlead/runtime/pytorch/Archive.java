package dev.fairlead.runtime.pytorch;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A file of PyTorch's, read as the zip file that it is: nothing in it runs here.
 *
 * <p>Both torch.jit.save and torch.save write one folder with a {@code data.pkl}; only the former
 * writes {@code code/} and {@code constants.pkl} as well. LibTorch reads its pickles with a reader
 * that calls no functions, while those of torch.save are for Python, and may call any.
 */
final class Archive {
  private static final Pattern CONSTANTS = Pattern.compile("([^/]+/)constants\\.pkl");

  /** How data.pkl begins: protocol 2, then the type of the module, as its package and name. */
  private static final Pattern TYPE = Pattern.compile("\\x{80}\\x{02}c([^\n]+)\n([^\n]+)\n");

  private static final int PICKLE = 0x80;
  private static final int MOST = 16 << 20;

  private Archive() {}

  static boolean isTorchScript(Path file) {
    try (var zip = new ZipFile(file.toFile())) {
      return root(zip).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What the script's forward takes.
   *
   * @throws LoadException if the file is no TorchScript, is damaged, or has no forward
   */
  static List<Argument> forward(Path file) throws LoadException {
    try (var zip = new ZipFile(file.toFile())) {
      String root = root(zip).orElseThrow(() -> pickle(file));
      checkSums(zip, file);
      Matcher type = TYPE.matcher(read(zip, root + "data.pkl", StandardCharsets.ISO_8859_1));
      Optional<List<Argument>> forward =
          type.lookingAt()
              ? Argument.ofForward(
                  read(
                      zip,
                      root + "code/" + type.group(1).replace('.', '/') + ".py",
                      StandardCharsets.UTF_8),
                  type.group(2))
              : Optional.empty();
      return forward.orElseThrow(
          () -> invalid(file, "has no method forward: define one, and export it again"));
    } catch (ZipException e) {
      throw isPickle(file)
          ? pickle(file)
          : invalid(file, "is cut short, or no TorchScript: write it again by torch.jit.save");
    } catch (IOException e) {
      throw invalid(file, "cannot be read");
    }
  }

  /** LibTorch looks at no checksum, and believes what it reads. */
  private static void checkSums(ZipFile zip, Path file) throws IOException, LoadException {
    for (ZipEntry entry : Collections.list(zip.entries())) {
      var sum = new CRC32();
      try (var in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      if (sum.getValue() != entry.getCrc()) {
        throw invalid(file, "is damaged: write it again by torch.jit.save");
      }
    }
  }

  private static Optional<String> root(ZipFile zip) {
    List<String> names = zip.stream().map(ZipEntry::getName).toList();
    return names.stream()
        .map(CONSTANTS::matcher)
        .filter(Matcher::matches)
        .map(constants -> constants.group(1))
        .filter(root -> names.stream().anyMatch(name -> name.startsWith(root + "code/")))
        .findFirst();
  }

  private static String read(ZipFile zip, String name, Charset charset) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      return "";
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return new String(in.readNBytes(MOST), charset);
    }
  }

  private static boolean isPickle(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() == PICKLE;
    } catch (IOException e) {
      return false;
    }
  }

  private static LoadException pickle(Path file) {
    return invalid(
        file,
        "is a pickle, which may run any code while it is loaded, and is never loaded here: export"
            + " the model by torch.jit.script or torch.jit.trace, and write it by torch.jit.save");
  }

  private static LoadException invalid(Path file, String what) {
    return new LoadException(Reason.ModelInvalid, file.getFileName() + " " + what);
  }
}
