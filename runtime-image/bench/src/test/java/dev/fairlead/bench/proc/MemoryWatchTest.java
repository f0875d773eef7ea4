package dev.fairlead.bench.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryWatchTest {
  @Test
  void memoryIsSeenBesideWhatWasDoneByThen() throws Exception {
    var looks = new CountDownLatch(3);
    var done = new AtomicLong();
    try (var watch =
        MemoryWatch.start(
            new ProcessTree(ProcessHandle.current()),
            Duration.ofMillis(1),
            () -> {
              looks.countDown();
              return done.incrementAndGet();
            })) {
      looks.await();

      List<Sample> samples = watch.samples();

      assertThat(samples).hasSizeGreaterThanOrEqualTo(3).allMatch(s -> s.rssMib() > 0);
      assertThat(samples).extracting(Sample::done).isSorted();
      assertThat(watch.mostMib()).isGreaterThanOrEqualTo(samples.getFirst().rssMib());
    }
  }
}
