package dev.fairlead.fetch.archive;

import static dev.fairlead.fetch.archive.Archives.all;
import static dev.fairlead.fetch.archive.Archives.allOf;
import static dev.fairlead.fetch.archive.Archives.gzip;
import static dev.fairlead.fetch.archive.Archives.tar;
import static dev.fairlead.fetch.archive.Archives.tarEntry;
import static dev.fairlead.fetch.archive.Archives.tarFile;
import static dev.fairlead.fetch.archive.Archives.zip;
import static dev.fairlead.fetch.archive.Archives.zipFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.fairlead.fetch.files.ModelFile;
import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnpackerTest {
  private static final Limits LIMITS = new Limits(20, 200, 1 << 20, 8 << 10, 8 << 10);

  @TempDir Path directory;
  private final Progress progress = new Progress();

  static Stream<Arguments> goodArchives() throws IOException {
    byte[] tar =
        tar(
            all(
                tarEntry("./", TarConstants.LF_DIR, entry -> {}),
                tarFile("./model.onnx", "weights"),
                tarEntry("sub/", TarConstants.LF_DIR, entry -> {}),
                tarFile("sub/deep/tokenizer.json", "{}")));
    byte[] zip =
        zip(
            allOf(
                zipFile("model.onnx", "weights"),
                zipFile("sub/", ""),
                zipFile("sub/deep/tokenizer.json", "{}", e -> e.setMethod(ZipEntry.DEFLATED))));
    return Stream.of(
        arguments(Packing.TAR, named("tar", tar)),
        arguments(Packing.TAR_GZIP, named("tar.gz", gzip(tar))),
        arguments(Packing.ZIP, named("zip", zip)));
  }

  @ParameterizedTest
  @MethodSource("goodArchives")
  void unpacksFilesAndTellsTheirDigests(Packing packing, byte[] archive) throws IOException {
    List<ModelFile> files = unpack(packing, archive);

    assertThat(files)
        .containsExactlyInAnyOrder(
            new ModelFile("model.onnx", 7, Sha256.of("weights".getBytes(StandardCharsets.UTF_8))),
            new ModelFile(
                "sub/deep/tokenizer.json", 2, Sha256.of("{}".getBytes(StandardCharsets.UTF_8))));
    assertThat(target().resolve("sub/deep/tokenizer.json")).hasContent("{}");
  }

  @Test
  void oneFileInGzipIsCalledLikeItWithoutTheEnding() throws IOException {
    byte[] weights = "weights".getBytes(StandardCharsets.UTF_8);

    assertThat(unpack(Packing.GZIP, gzip(weights), "model.onnx.GZ", OptionalLong.empty()))
        .containsExactly(new ModelFile("model.onnx", 7, Sha256.of(weights)));
  }

  static Stream<Arguments> hostileArchives() throws IOException {
    return Stream.of(
        bad("parent", "'../evil'", tar(tarFile("../evil", "x"))),
        bad("parent inside", "'a/../../evil'", tar(tarFile("a/../../evil", "x"))),
        bad("parent that stays inside", "'a/../b'", tar(tarFile("a/../b", "x"))),
        bad("absolute", "'/etc/passwd'", tar(tarFile("/etc/passwd", "x"))),
        bad("backslash", "'a\\b'", tar(tarFile("a\\b", "x"))),
        bad("drive letter", "'C:evil'", tar(tarFile("C:evil", "x"))),
        bad("line break in name", "'a?b'", tar(tarFile("a\nb", "x"))),
        bad(
            "own directory",
            "'.fairlead/manifest.json'",
            tar(tarFile(".fairlead/manifest.json", "x"))),
        bad("own directory, hidden", "'./.fairlead/x'", tar(tarFile("./.fairlead/x", "x"))),
        bad("too deep", "paths", tar(tarFile("d/".repeat(40) + "x", "x"))),
        bad("name too long", "paths", tar(tarFile("n".repeat(300), "x"))),
        bad("no name", "a file without a name", tar(tarFile("./.", "x"))),
        bad(
            "symbolic link",
            "'link' is a link",
            tar(tarEntry("link", TarConstants.LF_SYMLINK, e -> e.setLinkName("/etc")))),
        bad(
            "symbolic link, then through it",
            "'d' is a link",
            tar(
                all(
                    tarEntry("d", TarConstants.LF_SYMLINK, e -> e.setLinkName("/tmp")),
                    tarFile("d/x", "x")))),
        bad(
            "hard link",
            "'link' is a link",
            tar(tarEntry("link", TarConstants.LF_LINK, e -> e.setLinkName("model.onnx")))),
        bad(
            "device",
            "'null' is a link, a device",
            tar(tarEntry("null", TarConstants.LF_CHR, e -> {}))),
        bad(
            "block device",
            "'sda' is a link, a device",
            tar(tarEntry("sda", TarConstants.LF_BLK, e -> {}))),
        bad(
            "pipe",
            "'fifo' is a link, a device",
            tar(tarEntry("fifo", TarConstants.LF_FIFO, e -> {}))),
        bad("unknown type", "'odd' is a link", tar(tarEntry("odd", (byte) 'Z', e -> {}))),
        bad("same file twice", "'a' twice", tar(all(tarFile("a", "1"), tarFile("./a", "2")))),
        bad(
            "file below a file",
            "both as a file and as a directory",
            tar(all(tarFile("a", "1"), tarFile("a/b", "2")))),
        bad("nothing in it", "holds no file", tar(tarEntry("d/", TarConstants.LF_DIR, e -> {}))),
        bad("too many entries", "more than 20 files", tar(all(files(30)))),
        bad(
            "endless attributes",
            "longer than any model needs",
            tar(
                tarEntry(
                    "x",
                    TarConstants.LF_NORMAL,
                    e -> e.addPaxHeader("comment", "c".repeat(100_000))))),
        bad("endless name", "longer than any model needs", tar(longName(100_000))),
        bad("end is missing", "damaged", Arrays.copyOf(tar(tarFile("a", "x".repeat(5000))), 2000)),
        bad(
            "no tar at all",
            "damaged",
            "<html>sign in</html>".repeat(100).getBytes(StandardCharsets.UTF_8)),
        Arguments.of(
            named("no gzip at all", "damaged"),
            Packing.TAR_GZIP,
            "<html>".getBytes(StandardCharsets.UTF_8)),
        Arguments.of(
            named("gzip ends early", "damaged"),
            Packing.TAR_GZIP,
            Arrays.copyOf(gzip(tar(tarFile("a", "x"))), 60)),
        Arguments.of(
            named("tar bomb", "more than 200 times its own size"),
            Packing.TAR_GZIP,
            gzip(tar(tarFile("zeros", "0".repeat(3_000_000))))),
        Arguments.of(
            named("one file in gzip ends early", "damaged"),
            Packing.GZIP,
            Arrays.copyOf(gzip("x".repeat(5000).getBytes(StandardCharsets.UTF_8)), 20)),
        Arguments.of(
            named("one file in gzip: bomb", "more than 200 times its own size"),
            Packing.GZIP,
            gzip("0".repeat(3_000_000).getBytes(StandardCharsets.UTF_8))),
        badZip("zip: parent", "'../evil'", zip(zipFile("../evil", "x"))),
        badZip("zip: absolute", "'/evil'", zip(zipFile("/evil", "x"))),
        badZip("zip: backslash", "'../evil'", zip(zipFile("..\\evil", "x"))),
        badZip(
            "zip: symbolic link",
            "'link' is a link",
            zip(zipFile("link", "/etc/passwd", e -> e.setUnixMode(0120777)))),
        badZip(
            "zip: device",
            "'null' is a link",
            zip(zipFile("null", "", e -> e.setUnixMode(0020666)))),
        badZip(
            "zip: same file twice", "'a' twice", zip(allOf(zipFile("a", "1"), zipFile("a", "2")))),
        badZip(
            "zip: bomb",
            "more than 200 times its own size",
            zip(zipFile("zeros", "0".repeat(3_000_000)))),
        badZip("zip: too many entries", "more than 20 files", zip(allOf(zipFiles(30)))),
        badZip(
            "zip: endless directory",
            "Its directory is longer",
            zip(zipFile("a", "x", e -> e.setComment("c".repeat(60_000))))),
        badZip("zip: encrypted", "encrypted", encrypted()),
        badZip("zip: wrong checksum", "damaged", flipped()),
        badZip(
            "zip: directory points nowhere", "damaged", Arrays.copyOf(zip(zipFile("a", "x")), 40)),
        badZip("zip: nothing in it", "holds no file", zip(zip -> {})),
        badZip("zip: no zip at all", "damaged", "<html>".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("hostileArchives")
  void refusesWhatNoModelNeeds(String message, Packing packing, byte[] archive) {
    assertThatThrownBy(() -> unpack(packing, archive))
        .isInstanceOfSatisfying(
            FetchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ARCHIVE_REFUSED))
        .hasMessageContaining(message)
        .hasMessageStartingWith("The archive m.archive ");
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  @Test
  void movesTheProgressAsItUnpacks() throws IOException {
    progress.total(3_000);
    progress.add(3_000);

    unpack(Packing.TAR, tar(tarFile("model.onnx", "x".repeat(100_000))));

    assertThat(progress.now().bytes()).isEqualTo(103_000);
    assertThat(progress.now().totalBytes()).isEqualTo(103_000);
  }

  @Test
  void stopsAtTheRoomThatThereIs() throws IOException {
    byte[] archive = tar(tarFile("model.onnx", "x".repeat(100_000)));

    assertThatThrownBy(() -> unpack(Packing.TAR, archive, "m.tar", OptionalLong.of(50_000)))
        .isInstanceOfSatisfying(
            FetchException.class, e -> assertThat(e.reason()).isEqualTo(Reason.STORAGE_FULL))
        .hasMessageContaining("model.storage allows 48.8 KiB: raise model.storage.");
  }

  private List<ModelFile> unpack(Packing packing, byte[] archive) throws IOException {
    return unpack(packing, archive, "m.archive", OptionalLong.empty());
  }

  private List<ModelFile> unpack(Packing packing, byte[] archive, String name, OptionalLong limit)
      throws IOException {
    Path file = Files.write(directory.resolve("m.archive"), archive);
    Files.createDirectories(target());
    return new Unpacker(LIMITS, new Room(directory, limit), progress)
        .unpack(file, packing, name, target());
  }

  private Path target() {
    return directory.resolve("target");
  }

  private static Arguments bad(String name, String message, byte[] tar) {
    return Arguments.of(Named.of(name, message), Packing.TAR, tar);
  }

  private static Arguments badZip(String name, String message, byte[] zip) {
    return Arguments.of(Named.of(name, message), Packing.ZIP, zip);
  }

  private static Archives.TarContent[] files(int count) {
    return Stream.iterate(0, n -> n + 1)
        .limit(count)
        .map(n -> tarFile("f" + n, "x"))
        .toArray(Archives.TarContent[]::new);
  }

  private static Archives.ZipContent[] zipFiles(int count) {
    return Stream.iterate(0, n -> n + 1)
        .limit(count)
        .map(n -> zipFile("f" + n, "x"))
        .toArray(Archives.ZipContent[]::new);
  }

  /** As GNU tar writes a name that does not fit into a header. */
  private static Archives.TarContent longName(int length) {
    return tar -> {
      var entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
      entry.setSize(length);
      tar.putArchiveEntry(entry);
      tar.write("n".repeat(length).getBytes(StandardCharsets.UTF_8));
      tar.closeArchiveEntry();
      tarFile("n", "x").to(tar);
    };
  }

  /** With the encryption bit set in the directory's entry. */
  private static byte[] encrypted() throws IOException {
    byte[] zip = zip(zipFile("a", "secret"));
    zip[indexOf(zip, 'P', 'K', 1, 2) + 8] |= 1;
    return zip;
  }

  /** With one bit of a stored file's content turned. */
  private static byte[] flipped() throws IOException {
    byte[] zip =
        zip(
            zipFile(
                "a",
                "content",
                entry -> {
                  entry.setMethod(ZipEntry.STORED);
                  entry.setSize(7);
                  var crc = new java.util.zip.CRC32();
                  crc.update("content".getBytes(StandardCharsets.UTF_8));
                  entry.setCrc(crc.getValue());
                }));
    zip[indexOf(zip, 'c', 'o', 'n', 't')] ^= 1;
    return zip;
  }

  private static int indexOf(byte[] bytes, int... wanted) {
    for (int i = 0; i < bytes.length - wanted.length; i++) {
      boolean same = true;
      for (int j = 0; j < wanted.length; j++) {
        same &= bytes[i + j] == (byte) wanted[j];
      }
      if (same) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
