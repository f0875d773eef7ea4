package dev.fairlead.runtime.trace;

import dev.fairlead.runtime.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates are believed: the JDK's authorities and those of a PEM file. The file is
 * looked at for each new connection, since a mounted one changes under a running server; one that
 * is not there names nobody.
 */
final class TrustedCas extends X509ExtendedTrustManager {
  private static final Logger LOG = Logger.getLogger(TrustedCas.class.getName());

  /**
   * The file at some time.
   *
   * @param modified null where there was none
   */
  private record Read(@Nullable FileTime modified, X509ExtendedTrustManager manager) {}

  private final Path file;
  private Read last;

  /**
   * Reads the file.
   *
   * @throws ConfigException if it is there and does not hold certificates
   */
  TrustedCas(Path file) throws ConfigException {
    this.file = file;
    try {
      FileTime modified = modified(file);
      last = new Read(modified, manager(modified == null ? List.of() : certificates(file)));
    } catch (IOException | GeneralSecurityException e) {
      throw new ConfigException(
          "FAIRLEAD_TRUSTED_CAS is '%s': give a file of certificates in PEM (%s)"
              .formatted(file, e.getMessage()));
    }
  }

  /** A context that believes whom this believes. */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {this}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** As the file is now; as it was, where what is there now cannot be read. */
  private synchronized X509ExtendedTrustManager current() {
    FileTime modified = last.modified();
    try {
      modified = modified(file);
      if (!Objects.equals(modified, last.modified())) {
        last = new Read(modified, manager(modified == null ? List.of() : certificates(file)));
      }
    } catch (IOException | GeneralSecurityException e) {
      LOG.log(
          Level.WARNING, "FAIRLEAD_TRUSTED_CAS has no certificates any more: {0}", e.toString());
      last = new Read(modified, last.manager());
    }
    return last.manager();
  }

  private static @Nullable FileTime modified(Path file) throws IOException {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw new CertificateException("no certificate in the file");
      }
      return all;
    }
  }

  private static X509ExtendedTrustManager manager(Collection<? extends Certificate> more)
      throws IOException, GeneralSecurityException {
    if (more.isEmpty()) {
      return managerOf(null);
    }
    var all = new ArrayList<Certificate>(List.of(managerOf(null).getAcceptedIssuers()));
    all.addAll(more);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (Certificate certificate : all) {
      store.setCertificateEntry("ca-" + number++, certificate);
    }
    return managerOf(store);
  }

  /** Of the JDK's own authorities, where no others are given. */
  private static X509ExtendedTrustManager managerOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("this JDK checks no certificates");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return current().getAcceptedIssuers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    current().checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    current().checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current().checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    current().checkClientTrusted(chain, authType, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    current().checkClientTrusted(chain, authType, socket);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current().checkClientTrusted(chain, authType);
  }
}
