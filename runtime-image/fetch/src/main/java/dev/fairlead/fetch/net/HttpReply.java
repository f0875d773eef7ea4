package dev.fairlead.fetch.net;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;

/** The answer of the last hop; its body is read from the network as one goes. */
public final class HttpReply implements Closeable {
  private final URI uri;
  private final HttpUriRequestBase request;
  private final ClassicHttpResponse response;

  HttpReply(URI uri, HttpUriRequestBase request, ClassicHttpResponse response) {
    this.uri = uri;
    this.request = request;
    this.response = response;
  }

  /** Of the host that answered, after redirects. */
  public URI uri() {
    return uri;
  }

  public int status() {
    return response.getCode();
  }

  /** The first header of this name. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }

  public List<String> headers(String name) {
    return Stream.of(response.getHeaders(name)).map(Header::getValue).toList();
  }

  /** The body's length in bytes, -1 if the server does not say. */
  public long length() {
    HttpEntity entity = response.getEntity();
    return entity == null ? 0 : entity.getContentLength();
  }

  public InputStream body() throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  /** Reads a small body. Bytes after {@code limit} are left out. */
  public byte[] head(int limit) throws IOException {
    return body().readNBytes(limit);
  }

  /** Lets the connection go at once; closing the body alone would read it to its end first. */
  @Override
  public void close() {
    request.cancel();
    try {
      response.close();
    } catch (IOException e) {
      // The connection is gone either way, and what was needed of it was read.
    }
  }
}
