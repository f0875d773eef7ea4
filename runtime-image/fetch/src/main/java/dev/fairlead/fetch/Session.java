package dev.fairlead.fetch;

import dev.fairlead.fetch.archive.Unpacker;
import dev.fairlead.fetch.download.Download;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.files.ModelDirectory;
import dev.fairlead.fetch.files.ModelManifest;
import dev.fairlead.fetch.files.Room;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HostRules;
import dev.fairlead.fetch.net.Proxies;
import dev.fairlead.fetch.net.ProxyLogin;
import dev.fairlead.fetch.net.Trust;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.ProgressLog;
import dev.fairlead.fetch.report.ProgressServer;
import dev.fairlead.fetch.source.Model;
import dev.fairlead.fetch.source.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Puts the parts together for one run, and lets them go after it. */
final class Session implements AutoCloseable {
  private static final Duration LOG_EVERY = Duration.ofSeconds(3);

  private final Options options;
  private final Settings settings;
  private final Progress progress;
  private final Consumer<String> log;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private Session(Options options, Settings settings, Progress progress, Consumer<String> log) {
    this.options = options;
    this.settings = settings;
    this.progress = progress;
    this.log = log;
  }

  static Session open(Options options, Settings settings, Progress progress, Consumer<String> log) {
    var session = new Session(options, settings, progress, log);
    session.open.push(ProgressLog.start(progress, LOG_EVERY, log));
    options.port().ifPresent(session::serveProgress);
    return session;
  }

  /** The line of success. */
  String run() throws IOException {
    Source source = new SourceFactory(options, settings, this::http, progress).create();
    return options.destination().isPresent()
        ? fetch(source, options.destination().get())
        : resolve(source);
  }

  private String resolve(Source source) throws IOException {
    Model model = source.resolve();
    model.require(options.identity());
    String size = model.downloadBytes() < 0 ? "" : " bytes=" + model.downloadBytes();
    return "Resolved: identity=%s files=%d%s uri=%s"
        .formatted(model.identity().orElseThrow(), model.items().size(), size, model.uri());
  }

  private String fetch(Source source, Path destination) throws IOException {
    RetryPolicy policy = settings.retries();
    ModelDirectory directory = ModelDirectory.open(destination);
    var room = new Room(directory.root(), options.maxBytes());
    var items =
        new Items(
            directory,
            new Download(policy, room, progress),
            new Unpacker(settings.limits(), room, progress),
            room,
            progress);
    ModelManifest manifest = new Fetch(options, source, directory, items, progress, log).run();
    return "Fetched: digest=%s files=%d bytes=%d resolved=%s"
        .formatted(
            manifest.digest(),
            manifest.files().size(),
            manifest.bytes(),
            source.resolved(manifest.digest()));
  }

  @Override
  public void close() {
    for (AutoCloseable part : open) {
      try {
        part.close();
      } catch (Exception e) {
        // The process ends; what does not close ends with it.
      }
    }
  }

  private GuardedHttp http(HostRules rules) throws IOException {
    var http =
        new GuardedHttp(rules, proxies(), Trust.context(options.trustedCas()), settings.timeouts());
    open.push(http);
    return http;
  }

  private Proxies proxies() throws IOException {
    ProxyOptions proxy = options.proxy();
    return new Proxies(
        proxy.http(),
        proxy.https(),
        proxy.exceptions(),
        ProxyLogin.read(proxy.credentials(), proxy.credentialsName()));
  }

  private void serveProgress(int port) {
    try {
      open.push(ProgressServer.start(port, progress));
    } catch (IOException e) {
      log.accept("Progress is not served: port %d is taken".formatted(port));
    }
  }
}
