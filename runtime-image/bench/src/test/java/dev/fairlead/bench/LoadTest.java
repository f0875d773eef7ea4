package dev.fairlead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.bench.load.Cell;
import dev.fairlead.bench.load.CountedLoad;
import dev.fairlead.bench.load.Load;
import dev.fairlead.bench.load.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final List<byte[]> REQUESTS = List.of(new byte[1_000]);

  private static Window window() {
    return Window.after(Duration.ZERO, Duration.ofMillis(500));
  }

  @Test
  void clientsAskAgainAndAgain() throws Exception {
    try (var echo = new Echo(1_000, new byte[10])) {
      Cell cell = Load.run(echo.port(), REQUESTS, 3, window(), () -> 0);

      assertThat(cell.failures()).isZero();
      assertThat(cell.inferences()).isGreaterThan(3);
    }
  }

  @Test
  void aCountedLoadAsksAsOftenAsItIsTold() throws Exception {
    try (var echo = new Echo(1_000, new byte[10])) {
      var load = new CountedLoad(echo.port(), REQUESTS, 50);

      load.run(3);

      assertThat(load.done()).isEqualTo(50);
      assertThat(load.failures()).isZero();
    }
  }

  @Test
  void aCountedLoadCountsFailuresToo() throws Exception {
    var load = new CountedLoad(Running.freePort(), REQUESTS, 5);

    load.run(2);

    assertThat(load.done()).isEqualTo(5);
    assertThat(load.failures()).isEqualTo(5);
  }

  @Test
  void whereNobodyListensAllFail() throws Exception {
    int nobody = Running.freePort();

    Cell cell = Load.run(nobody, REQUESTS, 2, window(), () -> 0);

    assertThat(cell.failures()).isPositive();
    assertThat(cell.inferences()).isZero();
  }
}
