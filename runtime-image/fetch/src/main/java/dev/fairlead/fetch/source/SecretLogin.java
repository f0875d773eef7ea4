package dev.fairlead.fetch.source;

import java.io.IOException;
import java.util.Optional;

/** The key of a Secret; none, if no Secret is named. */
final class SecretLogin implements AwsLogins {
  private final CredentialFiles credentials;

  SecretLogin(CredentialFiles credentials) {
    this.credentials = credentials;
  }

  @Override
  public Optional<AwsLogin> current() throws IOException {
    return credentials.aws();
  }

  @Override
  public String access() {
    return credentials.named()
        ? "Correct the key in %s, or its rights (s3:ListBucket, s3:GetObject)."
            .formatted(credentials.who())
        : "Name a Secret with the keys AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in model.credentials.secretRef, or a service account with a role in template.spec.serviceAccountName.";
  }
}
