package dev.fairlead.fetch.source;

import dev.fairlead.fetch.download.Attempts;
import dev.fairlead.fetch.download.RetryPolicy;
import dev.fairlead.fetch.net.GuardedHttp;
import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * The pod's service account as a role of AWS (IAM roles for service accounts): its token is
 * exchanged for a key that is good for an hour, again where a download takes longer.
 */
final class WebIdentity implements AwsLogins {
  private static final Duration SPARE = Duration.ofMinutes(5);

  private final AwsRole role;
  private final GuardedHttp http;
  private final RetryPolicy policy;
  private final Progress progress;
  private final Clock clock;
  private Optional<AwsLogin> login = Optional.empty();
  private Instant end = Instant.MIN;

  WebIdentity(AwsRole role, GuardedHttp http, RetryPolicy policy, Progress progress, Clock clock) {
    this.role = role;
    this.http = http;
    this.policy = policy;
    this.progress = progress;
    this.clock = clock;
  }

  @Override
  public Optional<AwsLogin> current() throws IOException {
    if (login.isEmpty() || clock.instant().isAfter(end.minus(SPARE))) {
      Map<String, String> answer = assume();
      login = Optional.of(login(answer));
      end = expiration(answer);
    }
    return login;
  }

  @Override
  public String access() {
    return "Give the role %s the right to read it (s3:ListBucket, s3:GetObject)."
        .formatted(role.arn());
  }

  private Map<String, String> assume() throws IOException {
    String token = token();
    return new Attempts(policy, role.service().getHost(), progress)
        .run(
            "Assuming the role " + role.arn(),
            () -> {
              try (HttpReply reply =
                  http.post(
                      role.service(),
                      Map.of(
                          "Action", "AssumeRoleWithWebIdentity",
                          "Version", "2011-06-15",
                          "RoleArn", role.arn(),
                          "RoleSessionName", "fairlead-fetch",
                          "WebIdentityToken", token))) {
                if (reply.status() == 200) {
                  return Xml.record(reply.body(), "Credentials");
                }
                throw refusal(reply);
              }
            });
  }

  private IOException refusal(HttpReply reply) throws IOException {
    if (reply.status() >= 500 || reply.status() == 429) {
      return Statuses.failure(reply, "a key", access());
    }
    String code = Xml.errorCode(reply);
    return new FetchException(
        Reason.ACCESS_DENIED,
        "%s refuses the role %s to the service account (%s): correct the role's trust policy, or template.spec.serviceAccountName."
            .formatted(reply.uri().getHost(), role.arn(), code));
  }

  private String token() throws FetchException {
    try {
      return Files.readString(role.tokenFile()).strip();
    } catch (IOException e) {
      throw new FetchException(
          Reason.CREDENTIALS_NOT_FOUND,
          "The service account's token for the role %s cannot be read: see the webhook that sets AWS_WEB_IDENTITY_TOKEN_FILE."
              .formatted(role.arn()),
          e);
    }
  }

  private AwsLogin login(Map<String, String> answer) throws FetchException {
    String id = answer.getOrDefault("AccessKeyId", "");
    String secret = answer.getOrDefault("SecretAccessKey", "");
    if (id.isEmpty() || secret.isEmpty()) {
      throw unusable();
    }
    return new AwsLogin(id, secret, Optional.ofNullable(answer.get("SessionToken")));
  }

  private Instant expiration(Map<String, String> answer) throws FetchException {
    try {
      return Instant.parse(answer.getOrDefault("Expiration", ""));
    } catch (DateTimeParseException e) {
      throw unusable();
    }
  }

  private FetchException unusable() {
    return new FetchException(
        Reason.FETCH_FAILED, "%s answers without a key.".formatted(role.service().getHost()));
  }
}
