package dev.fairlead.fetch.source;

import java.net.URI;
import java.util.Optional;

/**
 * Where a bucket is asked for.
 *
 * @param bucket its URI, without a slash at its end
 * @param region for the signatures
 */
public record S3Endpoint(URI bucket, String region) {
  private static final String DEFAULT_REGION = "us-east-1";

  /**
   * The bucket of a reference: by its host name in AWS, unless the name has dots, which no
   * certificate covers; by its path at any other store.
   *
   * @param endpoint of another store, without a slash at its end
   * @return empty if the text is not {@code s3://BUCKET/PREFIX}
   */
  public static Optional<S3Endpoint> of(
      String uri, Optional<URI> endpoint, Optional<String> region) {
    return S3Reference.parse(uri)
        .map(
            reference -> {
              String where = region.orElse(DEFAULT_REGION);
              return new S3Endpoint(
                  endpoint
                      .map(store -> URI.create(store + "/" + reference.bucket()))
                      .orElseGet(() -> inAws(reference.bucket(), where)),
                  where);
            });
  }

  /** The token service of a region of AWS. */
  public static URI tokenService(Optional<String> region) {
    String where = region.orElse(DEFAULT_REGION);
    return URI.create("https://sts.%s.%s/".formatted(where, domain(where)));
  }

  private static URI inAws(String bucket, String region) {
    String service = "s3.%s.%s".formatted(region, domain(region));
    return URI.create(
        bucket.indexOf('.') < 0
            ? "https://%s.%s".formatted(bucket, service)
            : "https://%s/%s".formatted(service, bucket));
  }

  private static String domain(String region) {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  }
}
