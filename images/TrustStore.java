import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Locale;

/** TrustStore FOLDER_OF_CRT OUT: a trust store without password, so without salt: the same certificates give the same bytes. */
public class TrustStore {
  public static void main(String[] arguments) throws Exception {
    System.setProperty("keystore.pkcs12.certProtectionAlgorithm", "NONE");
    System.setProperty("keystore.pkcs12.macAlgorithm", "NONE");
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    CertificateFactory certificates = CertificateFactory.getInstance("X.509");
    try (var files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.sorted().toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          store.setCertificateEntry(file.getFileName().toString().toLowerCase(Locale.ROOT), certificates.generateCertificate(in));
        }
      }
    }
    try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]))) {
      store.store(out, null);
    }
    System.out.println(store.size() + " certificate authorities");
  }
}
