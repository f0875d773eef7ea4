package dev.fairlead.fetch.source;

import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HostRules;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** {@code oci://HOST/REPOSITORY(:TAG|@DIGEST)}: a model artifact in a registry. */
public final class OciSource implements Source {
  private final OciReference reference;
  private final Optional<String> digest;
  private final GuardedHttp http;
  private final HostRules rules;
  private final CredentialFiles credentials;
  private final RetryPolicy policy;
  private final Progress progress;

  private OciSource(
      OciReference reference,
      Optional<String> digest,
      GuardedHttp http,
      HostRules rules,
      CredentialFiles credentials,
      RetryPolicy policy,
      Progress progress) {
    this.reference = reference;
    this.digest = digest;
    this.http = http;
    this.rules = rules;
    this.credentials = credentials;
    this.policy = policy;
    this.progress = progress;
  }

  /**
   * A source for a reference.
   *
   * @param digest {@code sha256:HEX} of the manifest, if it is known
   * @return empty if the text is not {@code oci://HOST/REPOSITORY} with a tag or a digest
   */
  public static Optional<OciSource> of(
      String uri,
      Optional<String> digest,
      GuardedHttp http,
      HostRules rules,
      CredentialFiles credentials,
      RetryPolicy policy,
      Progress progress) {
    return OciReference.parse(uri)
        .map(
            reference ->
                new OciSource(
                    reference,
                    digest.or(reference::digest),
                    http,
                    rules,
                    credentials,
                    policy,
                    progress));
  }

  /** The host that is asked, without a port; for the rules. */
  public static Optional<String> host(String uri) {
    return OciReference.parse(uri)
        .map(reference -> URI.create("https://" + reference.apiHost()).getHost());
  }

  @Override
  public String resolved(String manifest) {
    return reference.location() + "@" + manifest;
  }

  @Override
  public Model resolve() throws IOException {
    if (reference.digest().isPresent() && !reference.digest().equals(digest)) {
      throw new FetchException(
          Reason.DIGEST_MISMATCH,
          "model.uri names %s, model.digest %s: state one of them, or the same twice."
              .formatted(reference.digest().get(), digest.orElse("")));
    }
    var tokens =
        new TokenService(reference, credentials.docker(), credentials, rules.allowed(), http);
    var registry = new Registry(reference, scheme(), http, tokens);
    var manifests = new Manifests(reference, registry, policy, progress);
    Document named = manifests.named(digest);
    return new Model(
        resolved(named.digest()),
        Optional.of(named.digest()),
        Optional.of(named.digest()),
        Layers.of(manifests.manifest(named).manifest()).stream()
            .map(layer -> item(layer, registry))
            .toList());
  }

  private Model.Item item(Layers.ModelLayer layer, Registry registry) {
    String sha256 = layer.digest().substring("sha256:".length());
    var blob =
        new Blob(
            "sha256-" + sha256,
            layer.path().toString(),
            reference.host(),
            Optional.of(sha256),
            layer.size(),
            headers -> registry.blob(layer.digest(), headers));
    return new Model.Item(blob, layer.packing(), layer.path());
  }

  private String scheme() {
    return rules.plainHttp().contains(URI.create("http://" + reference.apiHost()))
        ? "http"
        : "https";
  }
}
