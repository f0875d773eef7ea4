package dev.fairlead.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients ask when they are due, of a server that keeps them waiting. */
class LoadTest {
  private static final int TOGETHER = 20;

  private final CountDownLatch waiting = new CountDownLatch(TOGETHER);
  private final CountDownLatch answering = new CountDownLatch(1);
  private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void givenAServerThatWaits() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          clients.add(exchange.getRemoteAddress());
          waiting.countDown();
          await(answering);
          exchange.getResponseHeaders().set("Fairlead-Revision", "one");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void end() {
    answering.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void oneClientAsksOnWhileNobodyAnswers() throws Exception {
    Load load = load("--keep=1", "--rate=100");
    var running = threads.submit(() -> run(load));

    assertThat(waiting.await(60, TimeUnit.SECONDS)).as("so many wait together").isTrue();
    answering.countDown();

    running.get();
    assertThat(load.seen().get("failures")).hasToString("{}");
    assertThat((int) load.seen().get("requests")).isGreaterThanOrEqualTo(TOGETHER);
  }

  @Test
  void whatIsDueWhileTooManyWaitIsAFailure() throws Exception {
    Load load = load("--keep=1", "--rate=100", "--most=" + TOGETHER);
    var running = threads.submit(() -> run(load));

    assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
    running.get();

    assertThat(load.seen().get("failures").toString()).contains("not sent");
    assertThat(clients).hasSize(TOGETHER);
  }

  @Test
  void theyBeginWithATenthOfTheRate() {
    assertThat(Load.gap(100, 0, 1_000)).isEqualTo(1_000);
    assertThat(Load.gap(100, 500, 1_000)).isEqualTo(200);
    assertThat(Load.gap(100, 1_000, 1_000)).isEqualTo(100);
    assertThat(Load.gap(100, 0, 0)).isEqualTo(100);
  }

  private Load load(String... more) {
    String url = "--url=http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    var arguments = new ArrayList<>(List.of("load", url, "--fresh=0", "--ramp=0", "--seconds=2"));
    arguments.addAll(List.of(more));
    return new Load(Options.of(arguments.toArray(String[]::new)));
  }

  private static Void run(Load load) throws InterruptedException {
    load.run();
    return null;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
