package dev.fairlead.operator.scrape;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed: the JDK's authorities and those of the site, for as long as
 * those stay the same.
 */
final class Trust {
  private record Made(@Nullable String pem, SSLSocketFactory sockets) {}

  private @Nullable Made last;

  /**
   * Connections that believe them.
   *
   * @param pem of the site, certificates as they were checked; null where it has none
   */
  synchronized SSLSocketFactory sockets(@Nullable String pem) {
    if (last == null || !Objects.equals(last.pem(), pem)) {
      last = new Made(pem, make(pem));
    }
    return last.sockets();
  }

  private static SSLSocketFactory make(@Nullable String pem) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, pem == null ? null : managers(with(pem)), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("certificates that were checked cannot be used", e);
    }
  }

  private static KeyStore with(String pem) throws GeneralSecurityException, IOException {
    var all = new ArrayList<Certificate>();
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager standard) {
        all.addAll(List.of(standard.getAcceptedIssuers()));
      }
    }
    all.addAll(
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < all.size(); i++) {
      store.setCertificateEntry("ca-" + i, all.get(i));
    }
    return store;
  }

  /** Of the JDK's own authorities, where no others are given. */
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
