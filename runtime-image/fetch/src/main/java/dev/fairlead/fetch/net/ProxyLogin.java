package dev.fairlead.fetch.net;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;

/** What a proxy is told about who asks, once it wants to know; does not show itself. */
public final class ProxyLogin {
  private final Optional<String> secret;
  private final Optional<UsernamePasswordCredentials> login;

  private ProxyLogin(Optional<String> secret, Optional<UsernamePasswordCredentials> login) {
    this.secret = secret;
    this.login = login;
  }

  /**
   * From the keys {@code username} and {@code password} of a Secret that is mounted as files. One
   * that is not there is told of only where a proxy wants it.
   *
   * @param secret its name, for people
   */
  public static ProxyLogin read(Optional<Path> directory, Optional<String> secret)
      throws IOException {
    Optional<String> username = key(directory, "username");
    Optional<String> password = key(directory, "password");
    return new ProxyLogin(
        secret,
        username.isPresent() && password.isPresent()
            ? Optional.of(
                new UsernamePasswordCredentials(username.get(), password.get().toCharArray()))
            : Optional.empty());
  }

  /** For these proxies and nobody else. */
  BasicCredentialsProvider provider(Iterable<ProxyAddress> proxies) {
    var provider = new BasicCredentialsProvider();
    login.ifPresent(
        user ->
            proxies.forEach(
                proxy -> provider.setCredentials(new AuthScope(proxy.endpoint()), user)));
    return provider;
  }

  /** The proxy answered with 407. */
  FetchException refusedBy(ProxyAddress proxy) {
    if (login.isPresent()) {
      return new FetchException(
          Reason.ACCESS_DENIED,
          "The proxy %s refuses the username and password of %s (HTTP 407): correct them."
              .formatted(proxy, secret.map(ProxyLogin::named).orElse("its credentials")));
    }
    return secret
        .map(
            name ->
                new FetchException(
                    Reason.CREDENTIALS_NOT_FOUND,
                    "The proxy %s wants a username and password (HTTP 407), and %s (the operator's proxy.secretName) does not exist in this namespace or lacks them: create it with the keys username and password."
                        .formatted(proxy, named(name))))
        .orElseGet(
            () ->
                new FetchException(
                    Reason.ACCESS_DENIED,
                    "The proxy %s wants a username and password (HTTP 407): have the operator's proxy.secretName name a Secret with these keys."
                        .formatted(proxy)));
  }

  private static String named(String secret) {
    return "Secret \"" + secret + "\"";
  }

  private static Optional<String> key(Optional<Path> directory, String name) throws IOException {
    Optional<Path> file = directory.map(path -> path.resolve(name)).filter(Files::isRegularFile);
    return file.isEmpty()
        ? Optional.empty()
        : Optional.of(Files.readString(file.get()).strip()).filter(text -> !text.isEmpty());
  }

  @Override
  public String toString() {
    return "ProxyLogin[hidden]";
  }
}
