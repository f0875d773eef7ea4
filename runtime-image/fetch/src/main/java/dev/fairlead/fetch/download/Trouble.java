package dev.fairlead.fetch.download;

import dev.fairlead.fetch.net.NoAnswerException;
import dev.fairlead.fetch.net.ProxyException;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.jspecify.annotations.Nullable;

/** Failures of the network in words. */
final class Trouble {
  private Trouble() {}

  /** What happened, for people, without a full stop. */
  static String text(IOException failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    return switch (failure) {
      case TransientException e -> message;
      case ProxyException e when e.getCause() instanceof IOException cause ->
          "the proxy %s cannot be reached: %s".formatted(e.proxy(), text(cause));
      case ProxyException e -> message;
      case UnknownHostException e -> "the host name is not known (DNS)";
      case NoAnswerException e -> "no answer within %d s".formatted(e.within().toSeconds());
      case SocketTimeoutException e -> "nothing arrived any more";
      case ConnectException e -> "the connection is refused";
      case NoRouteToHostException e -> "the host cannot be reached";
      case ConnectionClosedException e -> "the connection ended too early";
      case MalformedChunkCodingException e -> "the connection ended too early";
      case SSLException e -> "the TLS connection broke";
      default -> "the connection broke";
    };
  }

  /** Certificates do not become valid in a few seconds. */
  static void throwIfLasting(IOException failure) throws FetchException {
    if (failure instanceof SSLPeerUnverifiedException
        || (failure instanceof SSLHandshakeException && causedByCertificate(failure))) {
      throw new FetchException(
          Reason.FETCH_FAILED,
          "The server's certificate is not trusted or is for another host name: correct it, or add its CA to the operator's trustedCAs.",
          failure);
    }
  }

  static FetchException failed(String message, IOException cause) {
    return new FetchException(Reason.FETCH_FAILED, message + ".", cause);
  }

  private static boolean causedByCertificate(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }
}
