package dev.fairlead.fetch.archive;

import dev.fairlead.fetch.files.ModelFile;
import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Unpacks plain files into a new directory, and refuses whatever else an archive can hold. Owners,
 * modes and times are not taken over.
 */
public final class Unpacker {
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
   * @param name of the archive, for messages; one file in gzip is called so, without its ending
   * @param target an empty directory
   * @return the files, with their sizes and digests; of a layer those under {@code models/}, and
   *     what says that some of a layer below is gone (see {@link ImageLayer})
   * @throws FetchException {@link Reason#ARCHIVE_REFUSED} for what is refused or damaged, {@link
   *     Reason#STORAGE_FULL}
   */
  public List<ModelFile> unpack(Path archive, Packing packing, String name, Path target)
      throws IOException {
    try (ArchiveReader reader = open(archive, packing, name)) {
      var unpacking =
          new Unpacking(target, packing.isLayer(), limits, Files.size(archive), room, progress);
      for (var entry = reader.next(); entry != null; entry = reader.next()) {
        unpacking.add(entry);
      }
      return unpacking.files();
    } catch (IOException | RuntimeException e) {
      // Libraries meet hostile bytes with exceptions of many kinds, and wrap ours.
      throw ours(e)
          .map(known -> named(known, name))
          .orElseGet(
              () ->
                  new FetchException(
                      Reason.ARCHIVE_REFUSED,
                      "The archive %s cannot be read as %s: it is damaged or packed in another way."
                          .formatted(name, packing.ending()),
                      e));
    }
  }

  private ArchiveReader open(Path archive, Packing packing, String name) throws IOException {
    return switch (packing) {
      case TAR, LAYER -> TarReader.open(archive, false, limits.header());
      case TAR_GZIP, LAYER_GZIP -> TarReader.open(archive, true, limits.header());
      case ZIP -> ZipReader.open(archive, limits.directory());
      case GZIP -> GzipReader.open(archive, name);
      case NONE -> throw new IllegalArgumentException("not an archive");
    };
  }

  private Optional<FetchException> ours(Exception failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException io && room.explain(io) instanceof FetchException known) {
        return Optional.of(known);
      }
    }
    return Optional.empty();
  }

  private static FetchException named(FetchException known, String name) {
    return known.reason() == Reason.ARCHIVE_REFUSED
        ? new FetchException(
            known.reason(),
            "The archive %s is refused. %s".formatted(name, known.getMessage()),
            known)
        : known;
  }
}
