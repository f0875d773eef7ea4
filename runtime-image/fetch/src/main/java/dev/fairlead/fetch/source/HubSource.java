package dev.fairlead.fetch.source;

import dev.fairlead.fetch.archive.Packing;
import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.files.ModelPath;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code hf://ORG/REPO[@REVISION][/PATH]}: of a repository on the Hugging Face Hub the files that
 * one model needs ({@link HubSelection}).
 */
public final class HubSource implements Source {
  /** The Hub itself. */
  public static final URI HUB = URI.create("https://huggingface.co");

  private static final int MOST_NAMES = 10;

  private final HubReference reference;
  private final URI endpoint;
  private final Format format;
  private final Optional<String> digest;
  private final GuardedHttp http;
  private final CredentialFiles credentials;
  private final RetryPolicy policy;
  private final Progress progress;

  private HubSource(
      HubReference reference,
      URI endpoint,
      Format format,
      Optional<String> digest,
      GuardedHttp http,
      CredentialFiles credentials,
      RetryPolicy policy,
      Progress progress) {
    this.reference = reference;
    this.endpoint = endpoint;
    this.format = format;
    this.digest = digest;
    this.http = http;
    this.credentials = credentials;
    this.policy = policy;
    this.progress = progress;
  }

  /**
   * A source for a reference.
   *
   * @param endpoint the Hub or a mirror of it, without a slash at its end
   * @param format of the model, which decides over its files
   * @param digest {@code sha256:HEX} of the list of files, if it is known
   * @return empty if the text is not {@code hf://ORG/REPO[@REVISION][/PATH]}
   */
  public static Optional<HubSource> of(
      String uri,
      URI endpoint,
      Format format,
      Optional<String> digest,
      GuardedHttp http,
      CredentialFiles credentials,
      RetryPolicy policy,
      Progress progress) {
    return HubReference.parse(uri)
        .map(
            reference ->
                new HubSource(
                    reference, endpoint, format, digest, http, credentials, policy, progress));
  }

  @Override
  public String resolved(String identity) {
    return reference.toString();
  }

  @Override
  public Model resolve() throws IOException {
    var api =
        new HubApi(
            endpoint,
            reference,
            http,
            credentials.hub(),
            new HubRefusals(reference, credentials),
            policy,
            progress);
    String commit = api.commit();
    List<HubFile> files = selected(api.files(commit));
    String identity = new FileList(files.stream().map(HubFile::entry).toList()).identity(digest);
    var items = new ArrayList<Model.Item>();
    for (HubFile file : files) {
      items.add(item(file, commit, api));
    }
    return new Model(
        reference.at(commit).toString(), Optional.of(identity), Optional.of(identity), items);
  }

  private List<HubFile> selected(List<HubFile> all) throws FetchException {
    var selection =
        new HubSelection(format, reference.path(), all.stream().map(HubFile::path).toList());
    Set<String> wanted = new HashSet<>(selection.files());
    if (wanted.isEmpty()) {
      throw none(selection.candidates());
    }
    return all.stream().filter(file -> wanted.contains(file.path())).toList();
  }

  private FetchException none(List<String> candidates) {
    String problem =
        candidates.isEmpty()
            ? "holds no model in the format %s: name a repository, or a revision of it, that does"
                .formatted(format.value())
            : "holds several models in the format %s (%s%s): let model.uri end with the path of one"
                .formatted(
                    format.value(),
                    String.join(", ", candidates.stream().limit(MOST_NAMES).toList()),
                    candidates.size() > MOST_NAMES ? ", …" : "");
    return new FetchException(Reason.MODEL_NOT_FOUND, "%s %s.".formatted(reference, problem));
  }

  private Model.Item item(HubFile file, String commit, HubApi api) throws FetchException {
    var blob =
        new Blob(
            file.sha256().map(hex -> "sha256-" + hex).orElse("git-" + file.oid()),
            file.path(),
            Optional.ofNullable(endpoint.getHost()).orElse("the Hub"),
            file.sha256(),
            file.size(),
            headers -> api.file(commit, file.path(), headers),
            path -> GitBlob.oid(path).equals(file.oid()));
    return new Model.Item(blob, Packing.NONE, ModelPath.of(file.path()));
  }
}
