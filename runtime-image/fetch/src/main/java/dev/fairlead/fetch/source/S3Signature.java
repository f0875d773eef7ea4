package dev.fairlead.fetch.source;

import dev.fairlead.fetch.net.Authorization;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signature Version 4 of AWS, by the signer of its SDK; for S3, whose paths are signed as is. */
final class S3Signature {
  private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();

  private S3Signature() {}

  /** The headers that go along with the request; {@code Host} is the client's to send. */
  static Authorization of(SdkHttpRequest request, AwsLogin login, String region) {
    AwsCredentialsIdentity identity = identity(login);
    SignedRequest signed =
        SIGNER.sign(
            it ->
                it.identity(identity)
                    .request(request)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false));
    Map<String, String> headers =
        signed.request().headers().entrySet().stream()
            .filter(header -> !header.getKey().equalsIgnoreCase("Host"))
            .collect(
                Collectors.toMap(Map.Entry::getKey, header -> String.join(",", header.getValue())));
    return Authorization.signature(headers);
  }

  private static AwsCredentialsIdentity identity(AwsLogin login) {
    return login.sessionToken().isPresent()
        ? AwsSessionCredentialsIdentity.create(
            login.accessKeyId(), login.secretAccessKey(), login.sessionToken().get())
        : AwsCredentialsIdentity.create(login.accessKeyId(), login.secretAccessKey());
  }
}
