package dev.fairlead.fetch.source;

import com.google.gson.JsonElement;
import com.google.gson.JsonIOException;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.fairlead.fetch.download.Attempts;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.net.Authorization;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One repository on the Hub, read (huggingface.co/docs/hub/api). Documents are read as they come:
 * those of a large repository are larger than this program's memory.
 */
final class HubApi {
  private static final Set<Integer> USABLE = Set.of(200, 206, 416);
  private static final int MAX_FILES = 20_000;
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
  private static final Pattern SHA1 = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final URI endpoint;
  private final HubReference reference;
  private final GuardedHttp http;
  private final Optional<Authorization> authorization;
  private final HubRefusals refusals;
  private final RetryPolicy policy;
  private final Progress progress;

  /**
   * @param endpoint without a slash at its end
   */
  HubApi(
      URI endpoint,
      HubReference reference,
      GuardedHttp http,
      Optional<Authorization> authorization,
      HubRefusals refusals,
      RetryPolicy policy,
      Progress progress) {
    this.endpoint = endpoint;
    this.reference = reference;
    this.http = http;
    this.authorization = authorization;
    this.refusals = refusals;
    this.policy = policy;
    this.progress = progress;
  }

  /** Reads what one answer holds. */
  @FunctionalInterface
  private interface Parser<T> {
    T parse(HttpReply reply, JsonReader json) throws IOException;
  }

  /** Some of the files, and where the next ones are. */
  private record Page(List<HubFile> files, Optional<URI> next) {}

  /** The commit that the revision stands for, 40 hexadecimal digits. */
  String commit() throws IOException {
    if (reference.isPinned()) {
      return reference.revision();
    }
    return read(
        model("revision/" + PercentEncoding.segment(reference.revision())),
        (reply, json) -> sha(json));
  }

  /** All files at a commit. */
  List<HubFile> files(String commit) throws IOException {
    var files = new ArrayList<HubFile>();
    Optional<URI> next = Optional.of(model("tree/" + commit + "?recursive=true"));
    while (next.isPresent()) {
      Page page = read(next.get(), this::page);
      files.addAll(page.files());
      if (files.size() > MAX_FILES) {
        throw new FetchException(
            Reason.FETCH_FAILED,
            "%s holds more than %d files: publish the model in a repository of its own."
                .formatted(reference.repository(), MAX_FILES));
      }
      next = page.next();
    }
    return files;
  }

  /** A file or a part of it; large ones come from another host, which does not get the token. */
  HttpReply file(String commit, String path, Map<String, String> headers) throws IOException {
    return open(
        URI.create(
            "%s/%s/resolve/%s/%s"
                .formatted(endpoint, reference.repository(), commit, PercentEncoding.path(path))),
        headers);
  }

  private URI model(String what) {
    return URI.create("%s/api/models/%s/%s".formatted(endpoint, reference.repository(), what));
  }

  private HttpReply open(URI uri, Map<String, String> headers) throws IOException {
    HttpReply reply = http.get(uri, headers, authorization);
    if (USABLE.contains(reply.status())) {
      return reply;
    }
    try (reply) {
      throw refusals.of(reply);
    }
  }

  private <T> T read(URI uri, Parser<T> parser) throws IOException {
    return new Attempts(policy, endpoint.getHost(), progress)
        .run(
            "Reading %s from %s".formatted(reference.repository(), endpoint.getHost()),
            () -> {
              try (HttpReply reply = open(uri, Map.of("Accept", "application/json"));
                  var json =
                      new JsonReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8))) {
                return parser.parse(reply, json);
              } catch (JsonIOException e) {
                throw e.getCause() instanceof IOException broken ? broken : notTheHub(e);
              } catch (MalformedJsonException
                  | JsonParseException
                  | IllegalStateException
                  | NumberFormatException e) {
                throw notTheHub(e);
              }
            });
  }

  private String sha(JsonReader json) throws IOException {
    json.beginObject();
    while (json.hasNext()) {
      if (json.nextName().equals("sha") && json.peek() == JsonToken.STRING) {
        String sha = json.nextString();
        if (SHA1.matcher(sha).matches()) {
          return sha;
        }
      } else {
        json.skipValue();
      }
    }
    throw notTheHub(null);
  }

  private Page page(HttpReply reply, JsonReader json) throws IOException {
    var files = new ArrayList<HubFile>();
    json.beginArray();
    while (json.hasNext()) {
      JsonObject entry = JsonParser.parseReader(json).getAsJsonObject();
      if (text(entry, "type").equals("file")) {
        files.add(file(entry));
      }
    }
    return new Page(files, next(reply));
  }

  private HubFile file(JsonObject entry) throws FetchException {
    JsonElement lfs = entry.get("lfs");
    Optional<String> sha256 =
        lfs != null && lfs.isJsonObject()
            ? Optional.of(text(lfs.getAsJsonObject(), "oid").replaceFirst("^sha256:", ""))
            : Optional.empty();
    String oid = text(entry, "oid");
    JsonElement size = entry.get("size");
    if (size == null
        || !size.isJsonPrimitive()
        || !SHA1.matcher(oid).matches()
        || !sha256.map(hex -> SHA256.matcher(hex).matches()).orElse(true)) {
      throw notTheHub(null);
    }
    return new HubFile(text(entry, "path"), size.getAsLong(), oid, sha256);
  }

  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  /** The token goes along to the next page: no other host may be named for it. */
  private Optional<URI> next(HttpReply reply) throws FetchException {
    for (String link : reply.headers("Link")) {
      Matcher next = NEXT.matcher(link);
      if (!next.find()) {
        continue;
      }
      URI uri = uri(next.group(1));
      if (!endpoint.getScheme().equalsIgnoreCase(uri.getScheme())
          || !endpoint.getRawAuthority().equalsIgnoreCase(uri.getRawAuthority())) {
        throw new FetchException(
            Reason.FETCH_FAILED,
            "%s continues its list of files on another host, %s: correct model.endpoint."
                .formatted(endpoint.getHost(), uri.getHost()));
      }
      return Optional.of(uri);
    }
    return Optional.empty();
  }

  private URI uri(String link) throws FetchException {
    try {
      return endpoint.resolve(link);
    } catch (IllegalArgumentException e) {
      throw notTheHub(e);
    }
  }

  private FetchException notTheHub(@Nullable Exception cause) {
    String message =
        "%s does not speak the Hub's API: correct model.endpoint.".formatted(endpoint.getHost());
    return cause == null
        ? new FetchException(Reason.FETCH_FAILED, message)
        : new FetchException(Reason.FETCH_FAILED, message, cause);
  }
}
