package dev.fairlead.fetch.net;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed: the JDK's authorities and those of a PEM file. */
public final class Trust {
  private Trust() {}

  /**
   * A context that trusts the default authorities and those of the file.
   *
   * @param extra PEM certificates; may name a file that is not there
   * @throws FetchException if the file is there and holds something else
   */
  public static SSLContext context(Optional<Path> extra) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      Collection<? extends Certificate> more = read(extra);
      context.init(null, more.isEmpty() ? null : with(more), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the trusted certificates cannot be set up", e);
    }
  }

  private static Collection<? extends Certificate> read(Optional<Path> file) throws IOException {
    if (file.isEmpty() || !Files.isRegularFile(file.get())) {
      return List.of();
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw new CertificateException("there is none in it");
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new FetchException(
          Reason.FETCH_FAILED,
          "The operator's trusted CAs (%s) are not PEM certificates: correct trustedCAs in its settings."
              .formatted(file.get().getFileName()),
          e);
    }
  }

  private static TrustManager[] with(Collection<? extends Certificate> more)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : defaults()) {
      store.setCertificateEntry("default-" + number++, certificate);
    }
    for (Certificate certificate : more) {
      store.setCertificateEntry("extra-" + number++, certificate);
    }
    return managers(store);
  }

  private static List<X509Certificate> defaults() throws GeneralSecurityException {
    var all = new ArrayList<X509Certificate>();
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager x509) {
        all.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return all;
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
