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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Counts an operator's writes in its namespace, events apart, and lets a fault happen at one of
 * them.
 */
final class Disturbance implements Interceptor, Consumer<HttpClient.Builder>, AutoCloseable {
  private static final int ANSWER_SECONDS = 30;

  private final Fault fault;
  private final Write at;
  private final Trouble trouble;
  private final CompletableFuture<Void> death = new CompletableFuture<>();
  private final List<String> writes = new ArrayList<>();
  private boolean isArmed;
  private boolean hasBegun;

  /** At that write. */
  Disturbance(Fault fault, Write at, Config config) throws IOException {
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

  /** Whether the fault has happened; one that has begun to kill the operator is waited for. */
  boolean hasStruck() {
    if (!hasBegun()) {
      return false;
    }
    if (fault.kills()) {
      // a story may end by what is written, before the operator has its answer
      death.copy().orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
    }
    return true;
  }

  private synchronized boolean hasBegun() {
    return hasBegun;
  }

  /** The names of those that counted. */
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
    return death.isDone() || (fault == Fault.KILLED_AFTER && hasBegun());
  }

  private synchronized boolean strikesAt(HttpRequest write) {
    if (!isArmed) {
      return false;
    }
    String name = name(write);
    writes.add(name);
    if (!name.equals(at.name()) || Collections.frequency(writes, name) != at.time()) {
      return false;
    }
    hasBegun = true;
    return true;
  }

  /** In no namespace, and of no pod: their names are drawn by lot. */
  private static String name(HttpRequest write) {
    String object = write.uri().getPath().replaceFirst(".*/namespaces/[^/]+/", "");
    return write.method() + " " + object.replaceFirst("^pods/[^/]+", "pods/*");
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
