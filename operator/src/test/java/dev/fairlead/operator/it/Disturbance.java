package dev.fairlead.operator.it;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Counts an operator's writes in its namespace, events apart, and lets a fault happen at one of
 * them.
 */
final class Disturbance implements Interceptor, Consumer<HttpClient.Builder>, AutoCloseable {
  private final Fault fault;
  private final int at;
  private final Trouble trouble;
  private final CompletableFuture<Void> death = new CompletableFuture<>();
  private final List<String> writes = new ArrayList<>();
  private boolean isArmed;
  private boolean hasStruck;

  /** At the write of that number, counted from 1; with 0 at none. */
  Disturbance(Fault fault, int at, Config config) throws IOException {
    this.fault = fault;
    this.at = at;
    trouble = Trouble.of(fault, config);
  }

  /** From now on writes count. */
  synchronized void arm() {
    isArmed = true;
  }

  /** From now on nothing more happens. */
  synchronized void disarm() {
    isArmed = false;
  }

  /** Whether the fault has happened. */
  synchronized boolean hasStruck() {
    return hasStruck;
  }

  /** Those that counted, such as {@code PATCH services/minilm}. */
  synchronized List<String> writes() {
    return List.copyOf(writes);
  }

  /** Done when the operator has been killed. */
  CompletableFuture<Void> death() {
    return death;
  }

  @Override
  public void accept(HttpClient.Builder http) {
    http.addOrReplaceInterceptor("disturbance", this);
  }

  @Override
  public void before(BasicBuilder request, HttpRequest original, RequestTags tags) {
    if (isEnding() && !isRead(original)) {
      throw new IllegalStateException("killed");
    }
    if (isWatch(original)) {
      request.uri(trouble.watch(original.uri()));
    } else if (isWrite(original) && strikesAt(original)) {
      if (fault == Fault.KILLED_BEFORE) {
        death.complete(null);
        throw new IllegalStateException("killed");
      }
      request.uri(trouble.write(original.uri()));
    }
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    if (isWrite(request) && isEnding()) {
      death.complete(null);
    }
  }

  /** Killed, or to be killed by the answer of what was its last write. */
  private boolean isEnding() {
    return death.isDone() || (fault == Fault.KILLED_AFTER && hasStruck());
  }

  private synchronized boolean strikesAt(HttpRequest write) {
    if (!isArmed) {
      return false;
    }
    String object = write.uri().getPath().replaceFirst(".*/namespaces/[^/]+/", "");
    writes.add(write.method() + " " + object);
    if (writes.size() != at) {
      return false;
    }
    hasStruck = true;
    return true;
  }

  private static boolean isWatch(HttpRequest request) {
    String query = request.uri().getQuery();
    return query != null && query.contains("watch=true");
  }

  private static boolean isWrite(HttpRequest request) {
    String path = request.uri().getPath();
    return !isRead(request) && path.contains("/namespaces/") && !path.contains("/events");
  }

  /** Nobody sees what an operator reads that is about to end. */
  private static boolean isRead(HttpRequest request) {
    return "GET".equals(request.method());
  }

  @Override
  public void close() {
    trouble.close();
  }
}
