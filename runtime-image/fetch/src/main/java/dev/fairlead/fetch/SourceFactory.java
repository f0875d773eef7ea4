package dev.fairlead.fetch;

import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HostRules;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import dev.fairlead.fetch.source.AwsRole;
import dev.fairlead.fetch.source.CredentialFiles;
import dev.fairlead.fetch.source.DjlSource;
import dev.fairlead.fetch.source.HttpSource;
import dev.fairlead.fetch.source.HubSource;
import dev.fairlead.fetch.source.OciSource;
import dev.fairlead.fetch.source.S3Endpoint;
import dev.fairlead.fetch.source.S3Source;
import dev.fairlead.fetch.source.Source;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Chooses the source by the reference, and lets it ask no hosts but its own. */
final class SourceFactory {
  /** Makes a client for a host that somebody named. */
  @FunctionalInterface
  interface Clients {
    GuardedHttp under(HostRules rules) throws IOException;
  }

  private final Options options;
  private final Settings settings;
  private final Clients clients;
  private final Progress progress;
  private final CredentialFiles credentials;

  SourceFactory(Options options, Settings settings, Clients clients, Progress progress) {
    this.options = options;
    this.settings = settings;
    this.clients = clients;
    this.progress = progress;
    this.credentials = new CredentialFiles(options.credentials(), options.credentialsName());
  }

  /**
   * The source of the options' uri.
   *
   * @throws FetchException if it is no reference, or to where nothing may be fetched from
   */
  Source create() throws IOException {
    String uri = options.uri();
    int colon = uri.indexOf(':');
    return switch (colon < 0 ? "" : uri.substring(0, colon)) {
      case "oci" -> oci(uri);
      case "hf" -> hub(uri);
      case "s3" -> s3(uri);
      case "djl" -> djl(uri);
      default -> http(uri);
    };
  }

  private Source oci(String uri) throws IOException {
    HostRules rules = rules(OciSource.host(uri).orElseThrow(() -> notAReference(uri)));
    GuardedHttp http = clients.under(rules);
    return OciSource.of(uri, options.digest(), http, rules, credentials, policy(), progress)
        .orElseThrow(() -> notAReference(uri));
  }

  private Source hub(String uri) throws IOException {
    URI endpoint = options.origin().endpoint().orElse(HubSource.HUB);
    return HubSource.of(
            uri,
            endpoint,
            options.origin().format(),
            options.digest(),
            client(endpoint),
            credentials,
            policy(),
            progress)
        .orElseThrow(() -> notAReference(uri));
  }

  /** The Secret's key goes before the role of the pod's service account. */
  private Source s3(String uri) throws IOException {
    String inEnvironment = settings.environment().getOrDefault("AWS_REGION", "");
    Optional<String> region =
        options
            .origin()
            .region()
            .or(() -> Optional.of(inEnvironment).filter(text -> !text.isEmpty()));
    S3Endpoint endpoint =
        S3Endpoint.of(uri, options.origin().endpoint(), region)
            .orElseThrow(() -> notAReference(uri));
    GuardedHttp http = client(endpoint.bucket());
    Optional<AwsRole> role = AwsRole.of(settings.environment(), region);
    Optional<S3Source> source =
        role.isEmpty() || options.credentialsName().isPresent()
            ? S3Source.of(uri, endpoint, options.digest(), credentials, http, policy(), progress)
            : S3Source.inRole(
                uri,
                endpoint,
                options.digest(),
                role.get(),
                client(role.get().service()),
                http,
                policy(),
                progress);
    return source.orElseThrow(() -> notAReference(uri));
  }

  private Source djl(String uri) throws IOException {
    URI endpoint = options.origin().endpoint().orElse(DjlSource.REPOSITORY);
    return DjlSource.of(
            uri, endpoint, options.digest(), client(endpoint), credentials, policy(), progress)
        .orElseThrow(() -> notAReference(uri));
  }

  private Source http(String uri) throws IOException {
    URI parsed = httpUri(uri);
    return new HttpSource(
        parsed,
        options.digest(),
        options.asksForVersion(),
        options.pinned(),
        client(parsed),
        credentials,
        policy(),
        progress);
  }

  private GuardedHttp client(URI named) throws IOException {
    HostRules rules = rules(named.getHost());
    rules.check(named);
    return clients.under(rules);
  }

  private HostRules rules(String host) {
    return new HostRules(
        host, options.allowedHosts(), options.plainHttpHosts(), settings.addresses());
  }

  private RetryPolicy policy() {
    return settings.retries();
  }

  private static URI httpUri(String uri) throws FetchException {
    try {
      URI parsed = new URI(uri);
      if (uri.matches("https?://.*") && parsed.getHost() != null) {
        return parsed;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw notAReference(uri);
  }

  private static FetchException notAReference(String uri) {
    return new FetchException(
        Reason.FETCH_FAILED,
        "model.uri %s is none of https://HOST/PATH, oci://HOST/REPOSITORY with :TAG or @sha256:DIGEST, hf://ORG/REPO[@REVISION][/PATH], s3://BUCKET/PREFIX and djl://GROUP/ARTIFACT/VERSION: correct it."
            .formatted(uri.replaceFirst("\\?.*", "")));
  }
}
