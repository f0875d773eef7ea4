package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.files.Sha256;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code s3://BUCKET/PREFIX}: the objects of a folder, or one object, which may be an archive. */
public final class S3Source implements Source {
  private final S3Reference reference;
  private final S3Endpoint endpoint;
  private final Optional<String> digest;
  private final AwsLogins logins;
  private final GuardedHttp http;
  private final RetryPolicy policy;
  private final Progress progress;

  private S3Source(
      S3Reference reference,
      S3Endpoint endpoint,
      Optional<String> digest,
      AwsLogins logins,
      GuardedHttp http,
      RetryPolicy policy,
      Progress progress) {
    this.reference = reference;
    this.endpoint = endpoint;
    this.digest = digest;
    this.logins = logins;
    this.http = http;
    this.policy = policy;
    this.progress = progress;
  }

  /**
   * A source for a reference, with the key of a Secret or without one.
   *
   * @param digest {@code sha256:HEX} of the list of objects, if it is known
   * @return empty if the text is not {@code s3://BUCKET/PREFIX}
   */
  public static Optional<S3Source> of(
      String uri,
      S3Endpoint endpoint,
      Optional<String> digest,
      CredentialFiles credentials,
      GuardedHttp http,
      RetryPolicy policy,
      Progress progress) {
    return of(uri, endpoint, digest, new SecretLogin(credentials), http, policy, progress);
  }

  /**
   * The same in the role of the pod's service account.
   *
   * @param tokens for the token service
   */
  public static Optional<S3Source> inRole(
      String uri,
      S3Endpoint endpoint,
      Optional<String> digest,
      AwsRole role,
      GuardedHttp tokens,
      GuardedHttp http,
      RetryPolicy policy,
      Progress progress) {
    var identity = new WebIdentity(role, tokens, policy, progress, Clock.systemUTC());
    return of(uri, endpoint, digest, identity, http, policy, progress);
  }

  private static Optional<S3Source> of(
      String uri,
      S3Endpoint endpoint,
      Optional<String> digest,
      AwsLogins logins,
      GuardedHttp http,
      RetryPolicy policy,
      Progress progress) {
    return S3Reference.parse(uri)
        .map(
            reference -> new S3Source(reference, endpoint, digest, logins, http, policy, progress));
  }

  @Override
  public String resolved(String identity) {
    return reference.toString();
  }

  @Override
  public Model resolve() throws IOException {
    String host = Optional.ofNullable(endpoint.bucket().getHost()).orElse("");
    var api = new S3Api(endpoint, reference.bucket(), logins, http);
    S3Versions found = new S3Listing(api, reference, host, policy, progress).objects();
    // A folder that was made by hand is an empty object of that name.
    List<S3Object> objects =
        found.objects().stream().filter(object -> !object.key().endsWith("/")).toList();
    if (objects.isEmpty()) {
      throw new FetchException(
          Reason.MODEL_NOT_FOUND,
          "%s holds no objects: correct model.uri, or upload the model.".formatted(reference));
    }
    var entries = new ArrayList<FileList.Entry>();
    var items = new ArrayList<Model.Item>();
    for (S3Object object : objects) {
      entries.add(object.entry(path(object)));
      items.add(item(object, host, api));
    }
    String identity = new FileList(entries).identity(digest);
    return new Model(
        reference.asOf(found.asOf()).toString(),
        Optional.of(identity),
        Optional.of(identity),
        items);
  }

  private Model.Item item(S3Object object, String host, S3Api api) throws FetchException {
    String path = path(object);
    String version = object.version().orElse(object.etag());
    var blob =
        new Blob(
            Sha256.of(
                String.join("\n", endpoint.bucket().toString(), object.key(), version)
                    .getBytes(StandardCharsets.UTF_8)),
            path,
            host,
            Optional.empty(),
            object.size(),
            headers -> api.object(object, headers));
    Packing packing = isAlone(object) ? Packing.ofName(path) : Packing.NONE;
    return new Model.Item(blob, packing, ModelPath.of(path));
  }

  private boolean isAlone(S3Object object) {
    return object.key().equals(reference.prefix());
  }

  private String path(S3Object object) {
    String key = object.key();
    return isAlone(object)
        ? key.substring(key.lastIndexOf('/') + 1)
        : key.substring(reference.folder().length());
  }
}
