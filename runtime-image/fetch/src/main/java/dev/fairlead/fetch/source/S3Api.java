package dev.fairlead.fetch.source;

import dev.fairlead.fetch.net.Authorization;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * One bucket, read. A redirect is not followed: the signature is for one host, and S3 redirects to
 * another region only.
 */
final class S3Api {
  private static final Set<Integer> USABLE = Set.of(200, 206, 416);
  private static final int CHANGED = 412;
  private static final Set<Integer> NOT_OFFERED = Set.of(405, 501);

  /** What S3 says of a key for a while whose time is over, with status 400. */
  private static final Set<String> KEY_IS_OVER = Set.of("ExpiredToken", "InvalidToken");

  private final S3Endpoint endpoint;
  private final String name;
  private final AwsLogins logins;
  private final GuardedHttp http;

  /**
   * @param name of the bucket
   */
  S3Api(S3Endpoint endpoint, String name, AwsLogins logins, GuardedHttp http) {
    this.endpoint = endpoint;
    this.name = name;
    this.logins = logins;
    this.http = http;
  }

  /** Asks the bucket itself. */
  HttpReply bucket(Map<String, String> query) throws IOException {
    return get("/", query, Map.of(), "bucket " + name);
  }

  /** An object's version that was listed, or a part of it. */
  HttpReply object(S3Object object, Map<String, String> headers) throws IOException {
    var all = new HashMap<>(headers);
    var query = new HashMap<String, String>();
    object
        .version()
        .ifPresentOrElse(
            id -> query.put("versionId", id), () -> all.put("If-Match", object.etag()));
    return get(
        "/" + PercentEncoding.path(object.key()),
        query,
        all,
        "object %s in bucket %s".formatted(object.key(), name));
  }

  private HttpReply get(
      String path, Map<String, String> query, Map<String, String> headers, String what)
      throws IOException {
    SdkHttpRequest request = request(path, query);
    Optional<Authorization> signature =
        logins.current().map(login -> S3Signature.of(request, login, endpoint.region()));
    HttpReply reply = http.ask(request.getUri(), headers, signature);
    if (USABLE.contains(reply.status())) {
      return reply;
    }
    try (reply) {
      throw failure(reply, what);
    }
  }

  private SdkHttpRequest request(String path, Map<String, String> query) {
    URI bucket = endpoint.bucket();
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .protocol(bucket.getScheme())
            .host(bucket.getHost())
            .port(bucket.getPort())
            .encodedPath(bucket.getRawPath() + path);
    query.forEach(request::putRawQueryParameter);
    return request.build();
  }

  private IOException failure(HttpReply reply, String what) throws IOException {
    Optional<String> region =
        reply.header("x-amz-bucket-region").filter(it -> !it.equals(endpoint.region()));
    if (region.isPresent()) {
      return new FetchException(
          Reason.FETCH_FAILED,
          "The bucket %s is in the region %s: set model.region to it."
              .formatted(name, region.get().replaceAll("[^a-z0-9-]", "")));
    }
    if (reply.status() == CHANGED) {
      return new FetchException(
          Reason.DIGEST_MISMATCH,
          "The %s was changed while it was fetched: fetch it again.".formatted(what));
    }
    if (NOT_OFFERED.contains(reply.status())) {
      return new FetchException(
          Reason.ACCESS_DENIED,
          "%s does not offer what is asked of the %s (HTTP %d)."
              .formatted(reply.uri().getHost(), what, reply.status()));
    }
    String code = Xml.errorCode(reply);
    String named = "%s (%s)".formatted(what, code);
    return KEY_IS_OVER.contains(code)
        ? Statuses.denied(reply, named, logins.access())
        : Statuses.failure(reply, named, logins.access());
  }
}
