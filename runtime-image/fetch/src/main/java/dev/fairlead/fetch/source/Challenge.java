package dev.fairlead.fetch.source;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.auth.AuthChallenge;
import org.apache.hc.client5.http.auth.ChallengeType;
import org.apache.hc.client5.http.impl.auth.AuthChallengeParser;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.message.ParserCursor;

/**
 * How a registry wants to be asked (RFC 9110, 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
  /** The first challenge of a scheme that we know: {@code bearer} or {@code basic}. */
  static Optional<Challenge> of(List<String> headers) {
    for (String header : headers) {
      for (AuthChallenge challenge : parse(header)) {
        String scheme = challenge.getSchemeName().toLowerCase(Locale.ROOT);
        if (scheme.equals("bearer") || scheme.equals("basic")) {
          return Optional.of(new Challenge(scheme, parameters(challenge)));
        }
      }
    }
    return Optional.empty();
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  private static List<AuthChallenge> parse(String header) {
    try {
      return AuthChallengeParser.INSTANCE.parse(
          ChallengeType.TARGET, header, new ParserCursor(0, header.length()));
    } catch (ParseException e) {
      return List.of();
    }
  }

  private static Map<String, String> parameters(AuthChallenge challenge) {
    List<NameValuePair> pairs = Optional.ofNullable(challenge.getParams()).orElse(List.of());
    return pairs.stream()
        .filter(pair -> pair.getValue() != null)
        .collect(
            Collectors.toMap(
                pair -> pair.getName().toLowerCase(Locale.ROOT),
                NameValuePair::getValue,
                (first, second) -> first));
  }
}
