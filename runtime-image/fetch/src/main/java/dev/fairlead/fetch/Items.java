package dev.fairlead.fetch;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.archive.Unpacker;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.download.Download;
import dev.fairlead.fetch.files.ModelDirectory;
import dev.fairlead.fetch.files.ModelFile;
import dev.fairlead.fetch.files.ModelManifest;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.source.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Downloads and unpacks a model's items one after the other. Each is kept as it is done: an archive
 * is deleted when it is unpacked, and not downloaded again by the next start of the container.
 */
final class Items {
  private final ModelDirectory directory;
  private final Download download;
  private final Unpacker unpacker;
  private final Room room;
  private final Progress progress;

  Items(
      ModelDirectory directory,
      Download download,
      Unpacker unpacker,
      Room room,
      Progress progress) {
    this.directory = directory;
    this.download = download;
    this.unpacker = unpacker;
    this.room = room;
    this.progress = progress;
  }

  /**
   * All files of a model, in one directory on the volume.
   *
   * @param digest {@code sha256:HEX} of the model
   */
  record Complete(Path directory, String digest, List<ModelFile> files) {}

  /** One item's files, which lie under {@code tree}, or are {@code tree}. */
  record Brought(Model.Item item, String sha256, Path tree, List<ModelFile> files) {
    /** Where one of the files is. */
    Path place(ModelFile file) throws IOException {
      return item.packing() == Packing.NONE ? tree : ModelPath.of(file.path()).in(tree);
    }
  }

  Complete bring(Model model) throws IOException {
    if (model.downloadBytes() > 0) {
      room.require(model.downloadBytes() - here(model));
    }
    var all = new ArrayList<Brought>();
    var assembly = new Assembly();
    for (Model.Item item : model.items()) {
      Brought brought = item.packing() == Packing.NONE ? file(item) : tree(item);
      all.add(brought);
      assembly.add(brought);
    }
    Path complete = directory.work().resolve("complete");
    ModelDirectory.delete(complete);
    Files.createDirectories(complete);
    String digest = model.digest().orElseGet(() -> "sha256:" + all.get(0).sha256());
    return new Complete(complete, digest, assembly.in(complete));
  }

  /**
   * How much of the downloads an earlier start brought. The same content at two paths is downloaded
   * once, but then copied: what is here of it saves the first of them only.
   */
  private long here(Model model) throws IOException {
    long bytes = 0;
    var counted = new HashSet<String>();
    for (Model.Item item : model.items()) {
      Blob blob = item.blob();
      Path part = work(blob, "part");
      if (!counted.add(blob.key())) {
        continue;
      }
      if (Files.exists(record(item))) {
        bytes += blob.size();
      } else if (Files.exists(part)) {
        bytes += Math.min(Files.size(part), blob.size());
      }
    }
    return bytes;
  }

  private Brought file(Model.Item item) throws IOException {
    Path part = work(item.blob(), "part");
    String sha256 = download.run(item.blob(), part);
    var file = new ModelFile(item.path().toString(), Files.size(part), sha256);
    return new Brought(item, sha256, part, List.of(file));
  }

  private Brought tree(Model.Item item) throws IOException {
    Path tree = work(item.blob(), item.packing().isLayer() ? "layer" : "tree");
    Path record = record(item);
    Optional<ModelManifest> done = ModelManifest.read(record);
    progress.phase(Progress.Phase.VERIFYING, item.path().toString());
    if (done.isPresent() && done.get().holdsIn(tree, progress::more)) {
      room.take(done.get().bytes());
      progress.add(Math.max(0, item.blob().size()));
      return new Brought(item, done.get().digest(), tree, done.get().files());
    }
    Path part = work(item.blob(), "part");
    String sha256 = download.run(item.blob(), part);
    ModelDirectory.delete(tree);
    Files.createDirectories(tree);
    List<ModelFile> files = unpacker.unpack(part, item.packing(), item.path().toString(), tree);
    ModelDirectory.write(record, new ModelManifest(sha256, item.blob().key(), files).json());
    room.give(Files.size(part));
    Files.delete(part);
    return new Brought(item, sha256, tree, files);
  }

  /** Of what was unpacked: the same tar holds other files as an archive than as a layer. */
  private Path record(Model.Item item) {
    return work(item.blob(), item.packing().isLayer() ? "layer.json" : "json");
  }

  private Path work(Blob blob, String kind) {
    return directory.work().resolve(blob.key() + "." + kind);
  }
}
