package dev.fairlead.fetch;

import dev.fairlead.fetch.files.ModelDirectory;
import dev.fairlead.fetch.files.ModelManifest;
import dev.fairlead.fetch.report.Bytes;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.source.Model;
import dev.fairlead.fetch.source.Source;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Brings a model: complete already, or found, downloaded, unpacked, and put in place. */
final class Fetch {
  private final Options options;
  private final Source source;
  private final ModelDirectory directory;
  private final Items items;
  private final Progress progress;
  private final Consumer<String> log;

  Fetch(
      Options options,
      Source source,
      ModelDirectory directory,
      Items items,
      Progress progress,
      Consumer<String> log) {
    this.options = options;
    this.source = source;
    this.directory = directory;
    this.items = items;
    this.progress = progress;
    this.log = log;
  }

  /**
   * Returns when the model is complete.
   *
   * @throws dev.fairlead.fetch.report.FetchException with the reason if it cannot be
   */
  ModelManifest run() throws IOException {
    Optional<ModelManifest> here = directory.manifest().filter(this::isAskedFor);
    if (here.isPresent()) {
      progress.phase(Progress.Phase.VERIFYING, "");
      log.accept("An earlier start was complete: checking its files");
      progress.total(here.get().bytes());
      if (here.get().holdsIn(directory.root(), progress::add)) {
        return here.get();
      }
      log.accept("The files are not those of the manifest: fetching them again");
      progress.restart();
    }
    progress.phase(Progress.Phase.RESOLVING, "");
    Model model = Pinned.resolve(source, options.identity());
    log.accept(summary(model));
    progress.total(model.downloadBytes());
    directory.keepWork(
        model.items().stream().map(item -> item.blob().key() + ".").collect(Collectors.toSet()));
    Items.Complete complete = Pinned.bring(model, options, () -> items.bring(model));
    var manifest = new ModelManifest(complete.digest(), options.wanted(), complete.files());
    directory.publish(complete.directory(), manifest);
    progress.phase(Progress.Phase.DONE, "");
    return manifest;
  }

  private boolean isAskedFor(ModelManifest manifest) {
    return manifest.uri().equals(options.wanted())
        && options.digest().map(manifest.digest()::equals).orElse(true);
  }

  private static String summary(Model model) {
    String size = model.downloadBytes() < 0 ? "" : ", " + Bytes.text(model.downloadBytes());
    return "Found %s: %d %s%s"
        .formatted(
            model.identity().isPresent() ? model.uri() : "the model",
            model.items().size(),
            model.items().size() == 1 ? "download" : "downloads",
            size);
  }
}
