package dev.fairlead.fetch.source;

import java.util.Optional;

/**
 * A key of AWS, or of a store that understands the same signatures; does not show itself.
 *
 * @param sessionToken of a key for a while
 */
record AwsLogin(String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {
  @Override
  public String toString() {
    return "AwsLogin[hidden]";
  }
}
