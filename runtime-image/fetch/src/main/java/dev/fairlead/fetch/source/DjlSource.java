package dev.fairlead.fetch.source;

import dev.fairlead.fetch.download.Attempts;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.net.Authorization;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code djl://GROUP/ARTIFACT/VERSION[/NAME]}: a model of DJL's model zoo, or of another repository
 * in its form, which is any web server ({@code ai.djl.repository.RemoteRepository}).
 */
public final class DjlSource implements Source {
  /** DJL's own. */
  public static final URI REPOSITORY = URI.create("https://mlrepo.djl.ai");

  private static final Set<Integer> USABLE = Set.of(200, 206, 416);

  /** The largest that DJL publishes has 20 KB. */
  private static final int MAX_METADATA = 4 << 20;

  private final DjlReference reference;
  private final URI endpoint;
  private final Optional<String> digest;
  private final GuardedHttp http;
  private final CredentialFiles credentials;
  private final RetryPolicy policy;
  private final Progress progress;

  private DjlSource(
      DjlReference reference,
      URI endpoint,
      Optional<String> digest,
      GuardedHttp http,
      CredentialFiles credentials,
      RetryPolicy policy,
      Progress progress) {
    this.reference = reference;
    this.endpoint = endpoint;
    this.digest = digest;
    this.http = http;
    this.credentials = credentials;
    this.policy = policy;
    this.progress = progress;
  }

  /**
   * A source for a reference.
   *
   * @param endpoint DJL's repository or another one, without a slash at its end
   * @param digest {@code sha256:HEX} of the list of files, if it is known
   * @return empty if the text is not {@code djl://GROUP/ARTIFACT/VERSION[/NAME]}
   */
  public static Optional<DjlSource> of(
      String uri,
      URI endpoint,
      Optional<String> digest,
      GuardedHttp http,
      CredentialFiles credentials,
      RetryPolicy policy,
      Progress progress) {
    return DjlReference.parse(uri)
        .map(
            reference ->
                new DjlSource(reference, endpoint, digest, http, credentials, policy, progress));
  }

  /** Metadata, and the folder that it lies in. */
  private record Found(URI folder, DjlMetadata metadata) {}

  @Override
  public String resolved(String identity) {
    return reference.toString();
  }

  @Override
  public Model resolve() throws IOException {
    Optional<Authorization> authorization = credentials.http();
    Found found = find(authorization);
    List<DjlFile> files = found.metadata().of(reference).files();
    String identity = new FileList(files.stream().map(DjlFile::entry).toList()).identity(digest);
    var items = new ArrayList<Model.Item>();
    for (DjlFile file : files) {
      items.add(item(file, address(file, found.folder()), authorization));
    }
    return new Model(reference.toString(), Optional.of(identity), Optional.of(identity), items);
  }

  /** The first task under which there is such an artifact: there is no index to look it up in. */
  private Found find(Optional<Authorization> authorization) throws IOException {
    for (String task : DjlReference.TASKS) {
      URI folder = URI.create(endpoint + "/" + reference.folder(task));
      Optional<DjlMetadata> metadata = metadata(folder.resolve("metadata.json"), authorization);
      if (metadata.isPresent()) {
        return new Found(folder, metadata.get());
      }
    }
    throw new FetchException(
        Reason.MODEL_NOT_FOUND,
        "%s has no %s/%s for any of DJL's tasks, or hides it: correct model.uri. %s"
            .formatted(endpoint.getHost(), reference.group(), reference.artifact(), access()));
  }

  private Optional<DjlMetadata> metadata(URI uri, Optional<Authorization> authorization)
      throws IOException {
    return new Attempts(policy, endpoint.getHost(), progress)
        .run(
            "Reading %s from %s".formatted(reference, endpoint.getHost()),
            () -> ask(uri, authorization));
  }

  private Optional<DjlMetadata> ask(URI uri, Optional<Authorization> authorization)
      throws IOException {
    try (HttpReply reply = http.get(uri, Map.of("Accept", "application/json"), authorization)) {
      return switch (reply.status()) {
        case 200 -> Optional.of(parse(reply));
        // a store that may not be listed answers 403 where there is nothing
        case 403, 404, 410 -> Optional.empty();
        default -> throw Statuses.failure(reply, uri.getPath(), access());
      };
    }
  }

  private DjlMetadata parse(HttpReply reply) throws IOException {
    byte[] json = reply.head(MAX_METADATA + 1);
    return Optional.of(json)
        .filter(bytes -> bytes.length <= MAX_METADATA)
        .flatMap(bytes -> DjlMetadata.parse(new String(bytes, StandardCharsets.UTF_8)))
        .orElseThrow(this::notARepository);
  }

  /** DJL's metadata names files by its own address, also where it lies in a mirror. */
  private URI address(DjlFile file, URI folder) throws FetchException {
    String own = REPOSITORY + "/";
    String uri = file.uri();
    try {
      return folder.resolve(
          uri.startsWith(own) ? endpoint + "/" + uri.substring(own.length()) : uri);
    } catch (IllegalArgumentException e) {
      throw notARepository();
    }
  }

  private Model.Item item(DjlFile file, URI address, Optional<Authorization> authorization)
      throws FetchException {
    ModelPath path = ModelPath.of(file.path());
    if (path.isRoot()) {
      throw new FetchException(
          Reason.FETCH_FAILED, "%s lists a file without a name.".formatted(reference));
    }
    Optional<Authorization> own = isOfRepository(address) ? authorization : Optional.empty();
    var blob =
        new Blob(
            key(file),
            file.path(),
            Optional.ofNullable(address.getHost()).orElse("the repository"),
            Optional.empty(),
            file.size(),
            headers -> open(address, headers, own),
            here -> Sha1.of(here).equals(file.sha1()));
    return new Model.Item(blob, file.packing(), path);
  }

  /** By its name too, which one file in gzip does not tell. */
  private static String key(DjlFile file) {
    return Sha256.of((file.sha1() + "\n" + file.path()).getBytes(StandardCharsets.UTF_8));
  }

  private boolean isOfRepository(URI address) {
    return endpoint.getScheme().equalsIgnoreCase(address.getScheme())
        && endpoint.getRawAuthority().equalsIgnoreCase(address.getRawAuthority());
  }

  private HttpReply open(
      URI address, Map<String, String> headers, Optional<Authorization> authorization)
      throws IOException {
    HttpReply reply = http.get(address, headers, authorization);
    if (USABLE.contains(reply.status())) {
      return reply;
    }
    try (reply) {
      throw Statuses.failure(reply, address.getPath(), access());
    }
  }

  private String access() {
    return credentials.named()
        ? "Correct %s, or the rights of its user.".formatted(credentials.who())
        : "Where it asks for a login, name a Secret with the key token, or username and password, in model.credentials.secretRef.";
  }

  private FetchException notARepository() {
    return new FetchException(
        Reason.FETCH_FAILED,
        "%s is no repository of DJL's form: correct model.endpoint.".formatted(endpoint.getHost()));
  }
}
