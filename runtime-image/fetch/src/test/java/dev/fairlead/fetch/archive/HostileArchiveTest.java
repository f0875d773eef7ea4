package dev.fairlead.fetch.archive;

import static dev.fairlead.fetch.archive.Archives.gzip;
import static dev.fairlead.fetch.archive.Archives.tar;
import static dev.fairlead.fetch.archive.Archives.tarEntry;
import static dev.fairlead.fetch.archive.Archives.tarFile;
import static dev.fairlead.fetch.archive.Archives.zip;
import static dev.fairlead.fetch.archive.Archives.zipFile;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.fetch.files.ModelDirectory;
import dev.fairlead.fetch.files.ModelFile;
import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Whatever an archive holds: all its files lie under the target, as plain files, exactly those that
 * are told, or the archive is refused. Nothing appears outside.
 */
class HostileArchiveTest {
  private static final Limits LIMITS = new Limits(20, 200, 1 << 16, 4 << 10, 4 << 10);
  private static final long MOST_BYTES = 1 << 17;

  /** An entry: a name, and a type of tar. */
  record Entry(String name, byte type) {}

  @Provide
  Arbitrary<List<Entry>> entries() {
    Arbitrary<String> segment =
        Arbitraries.of("a", "b", "..", ".", "", "model.onnx", "...", "..a", "~", "C:", "\\", " ");
    Arbitrary<String> path =
        segment.list().ofMinSize(1).ofMaxSize(5).map(segments -> String.join("/", segments));
    Arbitrary<String> name =
        Arbitraries.frequencyOf(
            Tuple.of(6, path),
            Tuple.of(1, path.map(it -> "/" + it)),
            Tuple.of(1, Arbitraries.strings().ofMaxLength(40)));
    Arbitrary<Byte> type =
        Arbitraries.frequency(
            Tuple.of(8, TarConstants.LF_NORMAL),
            Tuple.of(2, TarConstants.LF_DIR),
            Tuple.of(1, TarConstants.LF_SYMLINK),
            Tuple.of(1, TarConstants.LF_LINK),
            Tuple.of(1, TarConstants.LF_CHR));
    return net.jqwik.api.Combinators.combine(name, type)
        .as(Entry::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void tarsStayInside(@ForAll("entries") List<Entry> entries) throws IOException {
    check(Packing.TAR, tarOf(entries));
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void layersOfImagesStayInside(@ForAll("entries") List<Entry> entries) throws IOException {
    Stream<Entry> ofTheModel = entries.stream().map(e -> new Entry("models/" + e.name(), e.type()));
    check(Packing.LAYER, tarOf(Stream.concat(entries.stream(), ofTheModel).toList()));
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void zipsStayInside(@ForAll("entries") List<Entry> entries) throws IOException {
    byte[] zip =
        zip(
            out -> {
              for (Entry entry : entries) {
                int mode = entry.type() == TarConstants.LF_SYMLINK ? 0120777 : 0100644;
                zipFile(entry.name(), "/etc", e -> e.setUnixMode(mode)).to(out);
              }
            });
    check(Packing.ZIP, zip);
  }

  @Example
  void zipsThatArePackedByAnotherMethodAreRefused() throws IOException {
    for (int method : new int[] {1, 6, 9, 12, 14, 20, 93, 95, 99}) {
      byte[] bytes = zip(zipFile("a/model.onnx", "weights"));
      // method of the entry in the zip's directory, whose header starts with PK 1 2
      int directory = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\001\002");
      bytes[directory + 10] = (byte) method;
      Path folder = Files.createTempDirectory("method");
      try {
        Path file = Files.write(folder.resolve("m"), bytes);
        Path target = Files.createDirectory(folder.resolve("target"));
        assertThat(unpack(Packing.ZIP, file, target)).as("method %d", method).isEmpty();
      } finally {
        ModelDirectory.delete(folder);
      }
    }
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void damagedArchivesAreRefusedOrRight(
      @ForAll("entries") List<Entry> entries, @ForAll int where, @ForAll byte with)
      throws IOException {
    for (Packing packing : List.of(Packing.TAR, Packing.TAR_GZIP, Packing.ZIP, Packing.GZIP)) {
      byte[] bytes =
          switch (packing) {
            case TAR -> tarOf(entries);
            case TAR_GZIP, GZIP -> gzip(tarOf(entries));
            default -> zip(zipFile("a/model.onnx", "weights"));
          };
      bytes[Math.floorMod(where, bytes.length)] = with;
      check(packing, bytes);
    }
  }

  private static byte[] tarOf(List<Entry> entries) throws IOException {
    return tar(
        out -> {
          for (Entry entry : entries) {
            if (entry.type() == TarConstants.LF_NORMAL && !entry.name().endsWith("/")) {
              tarFile(entry.name(), "weights").to(out);
            } else {
              tarEntry(entry.name(), entry.type(), e -> e.setLinkName("../../outside")).to(out);
            }
          }
        });
  }

  private static void check(Packing packing, byte[] archive) throws IOException {
    Path outside = Files.createTempDirectory("hostile");
    try {
      Path file = Files.write(outside.resolve("m"), archive);
      Path target = Files.createDirectory(outside.resolve("target"));
      List<ModelFile> files = unpack(packing, file, target);
      assertThat(names(outside)).containsExactlyInAnyOrder("m", "target");
      if (!files.isEmpty()) {
        assertThat(plainFiles(target))
            .isEqualTo(files.stream().map(ModelFile::path).collect(Collectors.toSet()));
      }
    } finally {
      ModelDirectory.delete(outside);
    }
  }

  /** The files, none if the archive was refused. */
  private static List<ModelFile> unpack(Packing packing, Path file, Path target)
      throws IOException {
    try {
      var room = new Room(target, OptionalLong.of(MOST_BYTES));
      return new Unpacker(LIMITS, room, new Progress()).unpack(file, packing, "m", target);
    } catch (FetchException e) {
      assertThat(e.reason()).isIn(Reason.ARCHIVE_REFUSED, Reason.STORAGE_FULL);
      return List.of();
    }
  }

  private static Set<String> names(Path directory) throws IOException {
    try (var list = Files.list(directory)) {
      return list.map(path -> String.valueOf(path.getFileName())).collect(Collectors.toSet());
    }
  }

  private static Set<String> plainFiles(Path directory) throws IOException {
    try (var walk = Files.walk(directory)) {
      List<Path> paths = walk.filter(path -> !Files.isDirectory(path)).toList();
      assertThat(paths).allMatch(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
      return paths.stream()
          .map(path -> directory.relativize(path).toString())
          .collect(Collectors.toSet());
    }
  }
}
