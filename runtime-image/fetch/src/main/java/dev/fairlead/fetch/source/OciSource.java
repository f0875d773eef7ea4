package dev.fairlead.fetch.source;

import dev.fairlead.fetch.download.Attempts;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HostRules;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import land.oras.Index;
import land.oras.Manifest;
import land.oras.ManifestDescriptor;

/** {@code oci://HOST/REPOSITORY(:TAG|@DIGEST)}: a model artifact in a registry. */
public final class OciSource implements Source {
  /** What the distribution specification asks clients to take. */
  private static final int MAX_MANIFEST = 4 << 20;

  private static final String ACCEPT =
      "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json,"
          + " application/vnd.docker.distribution.manifest.v2+json,"
          + " application/vnd.docker.distribution.manifest.list.v2+json";

  private final OciReference reference;
  private final Optional<String> digest;
  private final GuardedHttp http;
  private final HostRules rules;
  private final CredentialFiles credentials;
  private final RetryPolicy policy;

  private OciSource(
      OciReference reference,
      Optional<String> digest,
      GuardedHttp http,
      HostRules rules,
      CredentialFiles credentials,
      RetryPolicy policy) {
    this.reference = reference;
    this.digest = digest;
    this.http = http;
    this.rules = rules;
    this.credentials = credentials;
    this.policy = policy;
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
      RetryPolicy policy) {
    return OciReference.parse(uri)
        .map(
            reference ->
                new OciSource(
                    reference, digest.or(reference::digest), http, rules, credentials, policy));
  }

  /** The host that is asked, without a port; for the rules. */
  public static Optional<String> host(String uri) {
    return OciReference.parse(uri)
        .map(reference -> URI.create("https://" + reference.apiHost()).getHost());
  }

  @Override
  public String location() {
    return reference.location();
  }

  @Override
  public Model resolve() throws IOException {
    var tokens =
        new TokenService(reference, credentials.docker(), credentials, rules.allowed(), http);
    var registry = new Registry(reference, scheme(), http, tokens);
    Document top = top(registry);
    Document manifest = top.isIndex() ? only(registry, top) : top;
    var items = new ArrayList<Model.Item>();
    for (Layers.ModelLayer layer : Layers.of(Manifest.fromJson(manifest.json()))) {
      var blob =
          new Blob(
              layer.digest().replace(':', '-'),
              layer.path().toString(),
              Optional.of(layer.digest().substring("sha256:".length())),
              layer.size(),
              headers -> registry.blob(layer.digest(), headers));
      items.add(new Model.Item(blob, layer.packing(), layer.path()));
    }
    return new Model(Optional.of(top.digest()), items);
  }

  /** A manifest or an index, with the digest of its bytes. */
  private record Document(String digest, String json, String type) {
    boolean isIndex() {
      return type.endsWith("image.index.v1+json") || type.endsWith("manifest.list.v2+json");
    }
  }

  private Document top(Registry registry) throws IOException {
    if (digest.isEmpty()) {
      return get(registry, reference.tag().orElseThrow());
    }
    try {
      return get(registry, digest.get());
    } catch (FetchException e) {
      if (e.reason() == Reason.MODEL_NOT_FOUND && reference.tag().isPresent()) {
        // Nobody has these bytes: what the tag stands for tells more than "not found".
        String actual = get(registry, reference.tag().get()).digest();
        throw new FetchException(
            Reason.DIGEST_MISMATCH,
            "%s:%s has the digest %s, expected was %s, which the registry does not have: correct model.digest, or publish that version again."
                .formatted(reference.location(), reference.tag().get(), actual, digest.get()),
            e);
      }
      throw e;
    }
  }

  private Document only(Registry registry, Document index) throws IOException {
    List<ManifestDescriptor> manifests =
        Optional.ofNullable(Index.fromJson(index.json()).getManifests()).orElse(List.of());
    if (manifests.size() != 1) {
      throw new FetchException(
          Reason.FETCH_FAILED,
          "model.uri names an index of %d manifests: name one of them by its digest."
              .formatted(manifests.size()));
    }
    return get(registry, manifests.get(0).getDigest());
  }

  private Document get(Registry registry, String tagOrDigest) throws IOException {
    return Attempts.run(
        policy,
        "Reading the manifest %s from %s".formatted(tagOrDigest, reference.host()),
        () -> {
          try (HttpReply reply = registry.manifest(tagOrDigest, Map.of("Accept", ACCEPT))) {
            return document(reply, tagOrDigest);
          }
        });
  }

  private static Document document(HttpReply reply, String tagOrDigest) throws IOException {
    byte[] bytes = reply.head(MAX_MANIFEST + 1);
    if (bytes.length > MAX_MANIFEST) {
      throw new FetchException(Reason.FETCH_FAILED, "The manifest is longer than 4 MiB.");
    }
    String actual = "sha256:" + Sha256.of(bytes);
    if (tagOrDigest.startsWith("sha256:") && !tagOrDigest.equals(actual)) {
      throw new FetchException(
          Reason.DIGEST_MISMATCH,
          "The registry's manifest has the digest %s, expected was %s: the registry is damaged, or somebody is between."
              .formatted(actual, tagOrDigest));
    }
    return new Document(
        actual, new String(bytes, StandardCharsets.UTF_8), reply.header("Content-Type").orElse(""));
  }

  private String scheme() {
    return rules.plainHttp().contains(URI.create("http://" + reference.apiHost()))
        ? "http"
        : "https";
  }
}
