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

/**
 * Unpacks plain files into a new directory, and refuses whatever else an archive can hold. Owners,
 * modes and times are not taken over.
 */
public final class Unpacker {
  private static final int BUFFER = 1 << 16;

  private final Limits limits;
  private final Room room;
  private final Progress progress;

  public Unpacker(Limits limits, Room room, Progress progress) {
    this.limits = limits;
    this.room = room;
    this.progress = progress;
  }

  /**
   * Unpacks everything or fails; what was written before a failure stays.
   *
   * @param name of the archive, for messages
   * @param target an empty directory
   * @return the files, with their sizes and digests
   * @throws FetchException {@link Reason#ARCHIVE_REFUSED} for what is refused or damaged, {@link
   *     Reason#STORAGE_FULL}
   */
  public List<ModelFile> unpack(Path archive, Packing packing, String name, Path target)
      throws IOException {
    try (ArchiveReader reader = open(archive, packing)) {
      var run = new Run(target, allowed(Files.size(archive)));
      for (var entry = reader.next(); entry != null; entry = reader.next()) {
        run.add(entry);
      }
      return run.files();
    } catch (FetchException e) {
      throw e.reason() == Reason.ARCHIVE_REFUSED
          ? new FetchException(
              Reason.ARCHIVE_REFUSED,
              "The archive %s is refused. %s".formatted(name, e.getMessage()),
              e)
          : e;
    } catch (IOException | RuntimeException e) {
      // Libraries meet hostile bytes with exceptions of many kinds.
      if (e instanceof IOException io && room.explain(io) instanceof FetchException full) {
        throw full;
      }
      throw new FetchException(
          Reason.ARCHIVE_REFUSED,
          "The archive %s cannot be read as %s: it is damaged or packed in another way."
              .formatted(
                  name,
                  packing == Packing.TAR_GZIP
                      ? "tar.gz"
                      : packing.name().toLowerCase(java.util.Locale.ROOT)),
          e);
    }
  }

  private ArchiveReader open(Path archive, Packing packing) throws IOException {
    return switch (packing) {
      case TAR -> TarReader.open(archive, false, limits.header());
      case TAR_GZIP -> TarReader.open(archive, true, limits.header());
      case ZIP -> ZipReader.open(archive, limits.directory());
      case NONE -> throw new IllegalArgumentException("not an archive");
    };
  }

  private long allowed(long archiveBytes) {
    return Math.max(limits.free(), archiveBytes * limits.ratio());
  }

  private final class Run {
    private final Path target;
    private final long allowed;
    private final byte[] buffer = new byte[BUFFER];
    private final List<ModelFile> files = new ArrayList<>();
    private int entries;
    private long bytes;

    Run(Path target, long allowed) {
      this.target = target;
      this.allowed = allowed;
    }

    List<ModelFile> files() throws FetchException {
      if (files.isEmpty()) {
        throw refused("It holds no file.");
      }
      return files;
    }

    void add(ArchiveReader.Entry entry) throws IOException {
      if (++entries > limits.entries()) {
        throw refused("It holds more than %d files and directories.".formatted(limits.entries()));
      }
      ModelPath path = ModelPath.of(entry.name());
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
      MessageDigest digest = Sha256.start();
      long before = bytes;
      try (OutputStream out =
          Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
          count(read);
          digest.update(buffer, 0, read);
          out.write(buffer, 0, read);
        }
      } catch (FileAlreadyExistsException e) {
        throw refused("It holds '%s' twice.".formatted(path));
      }
      files.add(new ModelFile(path.toString(), bytes - before, Sha256.hex(digest)));
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
      if (bytes > allowed) {
        throw refused(
            "It unpacks to more than %s, which is more than %d times its own size."
                .formatted(Bytes.text(allowed), limits.ratio()));
      }
      room.take(read);
    }
  }

  private static FetchException refused(String message) {
    return new FetchException(Reason.ARCHIVE_REFUSED, message);
  }
}
