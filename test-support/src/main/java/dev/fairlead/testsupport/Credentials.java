package dev.fairlead.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who may talk to the API server: one random token per user, made anew for every start. All are
 * members of {@code system:masters}; their names tell them apart in the audit log.
 *
 * @param tokens token by user name
 */
record Credentials(Map<String, String> tokens) {
  static final String ADMIN = "admin";
  static final String CONTROLLERS = "system:kube-controller-manager";
  static final String SCHEDULER = "system:kube-scheduler";
  static final String NODES = "kwok";

  static Credentials random() {
    var random = new SecureRandom();
    var tokens = new LinkedHashMap<String, String>();
    for (String user : new String[] {ADMIN, CONTROLLERS, SCHEDULER, NODES}) {
      byte[] token = new byte[16];
      random.nextBytes(token);
      tokens.put(user, HexFormat.of().formatHex(token));
    }
    return new Credentials(tokens);
  }

  String token(String user) {
    String token = tokens.get(user);
    if (token == null) {
      throw new IllegalArgumentException("no such user: " + user);
    }
    return token;
  }

  /** What {@code --token-auth-file} takes. */
  String tokenFile() {
    return tokens.entrySet().stream()
        .map(e -> "%s,%s,%s,\"system:masters\"\n".formatted(e.getValue(), e.getKey(), e.getKey()))
        .collect(Collectors.joining());
  }

  /** A kubeconfig for a user. */
  String kubeconfig(String user, String server, String certificate) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: test
          cluster: {server: "%s", certificate-authority-data: %s}
        users:
        - name: "%s"
          user: {token: %s}
        contexts:
        - name: test
          context: {cluster: test, user: "%s"}
        current-context: test
        """
        .formatted(
            server,
            Base64.getEncoder().encodeToString(certificate.getBytes(US_ASCII)),
            user,
            token(user),
            user);
  }

  /** A new RSA key in PEM, with which service account tokens are signed and checked. */
  static String serviceAccountKey() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }
}
