package dev.fairlead.fetch.archive;

import dev.fairlead.fetch.files.ModelFile;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.report.Bytes;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One archive's entries on their way into a new directory, with what they add up to. */
final class Unpacking {
  private static final int BUFFER = 1 << 16;

  /** What even an empty entry takes in a tar. */
  private static final int HEADER = 512;

  private final Path target;
  private final boolean layer;
  private final Limits limits;
  private final long mostBytes;
  private final Room room;
  private final Progress progress;
  private final byte[] buffer = new byte[BUFFER];
  private final List<ModelFile> files = new ArrayList<>();
  private int entries;
  private long bytes;

  /**
   * @param target an empty directory
   * @param layer whether it is an image's layer, most of whose entries are none of the model's
   * @param archiveBytes the size of the archive
   */
  Unpacking(
      Path target, boolean layer, Limits limits, long archiveBytes, Room room, Progress progress) {
    this.target = target;
    this.layer = layer;
    this.limits = limits;
    this.mostBytes = Math.max(limits.free(), archiveBytes * limits.ratio());
    this.room = room;
    this.progress = progress;
  }

  /** The files so far; an archive without any is refused, a layer is not. */
  List<ModelFile> files() throws FetchException {
    if (files.isEmpty() && !layer) {
      throw refused("It holds no file.");
    }
    return files;
  }

  /** Writes an entry, passes it over, or refuses it. */
  void add(ArchiveReader.Entry entry) throws IOException {
    if (!layer) {
      add(entry, entry.name());
      return;
    }
    Optional<String> wanted = ImageLayer.wanted(entry.name());
    if (wanted.isPresent()) {
      add(entry, wanted.get());
    } else {
      pass(entry);
    }
  }

  /** The rest of an image may be long, but is not endless. */
  private void pass(ArchiveReader.Entry entry) throws IOException {
    count(HEADER);
    if (entry.kind() != ArchiveReader.Kind.FILE) {
      return;
    }
    InputStream content = entry.content();
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      count(read);
      progress.more(read);
    }
  }

  private void add(ArchiveReader.Entry entry, String name) throws IOException {
    if (++entries > limits.entries()) {
      throw refused("It holds more than %d files and directories.".formatted(limits.entries()));
    }
    ModelPath path = ModelPath.of(name);
    switch (entry.kind()) {
      case DIRECTORY -> directory(path.in(target), path);
      case FILE -> file(entry.content(), path);
      case OTHER ->
          throw refused(
              "'%s' is a link, a device, or encrypted: pack plain files.".formatted(path));
    }
  }

  private void file(InputStream content, ModelPath path) throws IOException {
    if (path.isRoot()) {
      throw refused("It holds a file without a name.");
    }
    progress.phase(Progress.Phase.UNPACKING, path.toString());
    Path file = path.in(target);
    Path parent = file.getParent();
    if (parent != null) {
      directory(parent, path);
    }
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      copy(content, out, path);
    } catch (FileAlreadyExistsException e) {
      throw refused("It holds '%s' twice.".formatted(path));
    }
  }

  private void copy(InputStream content, OutputStream out, ModelPath path) throws IOException {
    MessageDigest digest = Sha256.start();
    long size = 0;
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      count(read);
      room.take(read);
      size += read;
      digest.update(buffer, 0, read);
      out.write(buffer, 0, read);
      progress.more(read);
    }
    files.add(new ModelFile(path.toString(), size, Sha256.hex(digest)));
  }

  private void directory(Path directory, ModelPath path) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (FileAlreadyExistsException e) {
      throw refused("It holds '%s' both as a file and as a directory.".formatted(path));
    }
  }

  private void count(int read) throws FetchException {
    bytes += read;
    if (bytes > mostBytes) {
      throw refused(
          "It unpacks to more than %s, which is more than %d times its own size."
              .formatted(Bytes.text(mostBytes), limits.ratio()));
    }
  }

  private static FetchException refused(String message) {
    return new FetchException(Reason.ARCHIVE_REFUSED, message);
  }
}
