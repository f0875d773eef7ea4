package dev.fairlead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.bench.load.Flood;
import dev.fairlead.bench.load.OpenLoad;
import dev.fairlead.bench.load.Window;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OpenLoadTest {
  private static final List<byte[]> REQUESTS = List.of(new byte[1_000]);
  private static final int BACKLOG = 8;

  private static Window window() {
    return Window.after(Duration.ZERO, Duration.ofSeconds(1));
  }

  @Test
  void whatIsDueIsSentAndAnswered() throws Exception {
    try (var echo = new Echo(1_000, new byte[10]);
        var load = OpenLoad.open(echo.port(), REQUESTS, 4)) {
      Flood flood = load.run(200, window());

      assertThat(flood.acceptedNanos()).isNotEmpty();
      assertThat(flood.broken()).isZero();
      assertThat(flood.due()).isEqualTo(flood.acceptedNanos().length + flood.unsent());
    }
  }

  @Test
  void whereNobodyAnswersRequestsAreDueAllTheSame() throws Exception {
    Window window = window();
    try (var silent = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        var load = OpenLoad.open(silent.getLocalPort(), REQUESTS, 2)) {
      Thread.ofPlatform().start(() -> closeAtTheEnd(silent, window));

      Flood flood = load.run(100, window);

      assertThat(flood.acceptedNanos()).isEmpty();
      assertThat(flood.broken()).isGreaterThanOrEqualTo(2);
      assertThat(flood.unsent()).isPositive();
      assertThat(flood.due()).isEqualTo(flood.broken() + flood.unsent());
    }
  }

  /** Its backlog goes with it: who waits for an answer is told that there will be none. */
  private static void closeAtTheEnd(ServerSocket socket, Window window) {
    try {
      TimeUnit.NANOSECONDS.sleep(window.until() - System.nanoTime());
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
