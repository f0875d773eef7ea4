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
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.ProgressLog;
import dev.fairlead.fetch.report.ProgressServer;
import dev.fairlead.fetch.report.Reason;
import dev.fairlead.fetch.source.CredentialFiles;
import dev.fairlead.fetch.source.HttpSource;
import dev.fairlead.fetch.source.OciSource;
import dev.fairlead.fetch.source.Source;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Puts the parts together for one fetch, and lets them go after it. */
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
  String fetch() throws IOException {
    RetryPolicy policy = settings.retries();
    Source source = source(policy);
    ModelDirectory directory = ModelDirectory.open(options.destination());
    var room = new Room(directory.root(), options.maxBytes());
    var items =
        new Items(
            directory,
            new Download(policy, room, progress),
            new Unpacker(settings.limits(), room, progress),
            room,
            progress);
    ModelManifest manifest = new Fetch(options, source, directory, items, progress, log).run();
    return "Fetched: digest=%s files=%d bytes=%d resolved=%s@%s"
        .formatted(
            manifest.digest(),
            manifest.files().size(),
            manifest.bytes(),
            source.location(),
            manifest.digest());
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

  private Source source(RetryPolicy policy) throws IOException {
    var credentials = new CredentialFiles(options.credentials(), options.credentialsName());
    String uri = options.uri();
    if (uri.startsWith("oci://")) {
      HostRules rules = rules(OciSource.host(uri).orElseThrow(() -> notAReference(uri)));
      return OciSource.of(uri, options.digest(), http(rules), rules, credentials, policy, progress)
          .orElseThrow(() -> notAReference(uri));
    }
    URI parsed = httpUri(uri);
    HostRules rules = rules(parsed.getHost());
    rules.check(parsed);
    return new HttpSource(parsed, options.digest(), http(rules), credentials);
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

  private HostRules rules(String host) {
    return new HostRules(
        host, options.allowedHosts(), options.plainHttpHosts(), settings.addresses());
  }

  private static URI httpUri(String uri) throws FetchException {
    try {
      URI parsed = new URI(uri);
      if (uri.matches("https?://.*") && parsed.getHost() != null) {
        return parsed;
      }
    } catch (java.net.URISyntaxException e) {
      // Said below.
    }
    throw notAReference(uri);
  }

  private static FetchException notAReference(String uri) {
    return new FetchException(
        Reason.FETCH_FAILED,
        "model.uri %s is neither https://HOST/PATH nor oci://HOST/REPOSITORY with :TAG or @sha256:DIGEST: correct it."
            .formatted(uri.replaceFirst("\\?.*", "")));
  }

  private void serveProgress(int port) {
    try {
      open.push(ProgressServer.start(port, progress));
    } catch (IOException e) {
      log.accept("Progress is not served: port %d is taken".formatted(port));
    }
  }
}
