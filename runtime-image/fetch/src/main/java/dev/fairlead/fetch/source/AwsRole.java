package dev.fairlead.fetch.source;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The role of a pod's service account, as the cluster's webhook tells it in the environment (IAM
 * roles for service accounts).
 *
 * @param tokenFile {@code AWS_WEB_IDENTITY_TOKEN_FILE}
 * @param arn {@code AWS_ROLE_ARN}
 * @param service the token service: {@code AWS_ENDPOINT_URL_STS}, or that of the region
 */
public record AwsRole(Path tokenFile, String arn, URI service) {
  /** Empty if the environment tells of none. */
  public static Optional<AwsRole> of(Map<String, String> environment, Optional<String> region) {
    String tokenFile = environment.getOrDefault("AWS_WEB_IDENTITY_TOKEN_FILE", "");
    String arn = environment.getOrDefault("AWS_ROLE_ARN", "");
    if (tokenFile.isEmpty() || arn.isEmpty()) {
      return Optional.empty();
    }
    String service = environment.getOrDefault("AWS_ENDPOINT_URL_STS", "");
    return Optional.of(
        new AwsRole(
            Path.of(tokenFile),
            arn,
            service.isEmpty() ? S3Endpoint.tokenService(region) : URI.create(service)));
  }
}
