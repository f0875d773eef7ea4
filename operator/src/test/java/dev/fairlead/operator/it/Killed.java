package dev.fairlead.operator.it;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client that ends with a write, as if its process were killed right after it. */
final class Killed implements Interceptor, Consumer<HttpClient.Builder> {
  private final AtomicInteger left;

  /** It lives for that many writes. */
  Killed(int writes) {
    left = new AtomicInteger(writes);
  }

  boolean isDead() {
    return left.get() <= 0;
  }

  @Override
  public void accept(HttpClient.Builder http) {
    http.addOrReplaceInterceptor("killed", this);
  }

  @Override
  public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
    if (isDead()) {
      throw new IllegalStateException("killed");
    }
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (!"GET".equals(request.method()) && !request.uri().getPath().contains("/events")) {
      left.decrementAndGet();
    }
  }
}
