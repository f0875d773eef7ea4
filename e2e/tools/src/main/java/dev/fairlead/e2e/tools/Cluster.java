package dev.fairlead.e2e.tools;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The API server, asked as the pod's service account. */
final class Cluster {
  private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  private Cluster() {}

  /** A client that trusts the cluster's authority and nobody else. */
  static HttpClient client() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    byte[] pem = Files.readAllBytes(ACCOUNT.resolve("ca.crt"));
    store.setCertificateEntry(
        "cluster",
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }

  /** A request for that path: a GET, unless another method is set. */
  static HttpRequest.Builder request(String path) throws IOException {
    return HttpRequest.newBuilder(URI.create("https://kubernetes.default.svc" + path))
        .header("Authorization", "Bearer " + Files.readString(ACCOUNT.resolve("token")).strip());
  }
}
