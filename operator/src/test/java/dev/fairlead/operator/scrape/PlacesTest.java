package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three places, or nine, and of one namespace two. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlacesTest {
  private final Places places = new Places(3, 2);
  private final Places wide = new Places(9, 2);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);

  @Test
  void aNamespaceHasNoMoreThanItsOwn() throws Exception {
    takeAll(wide, List.of("a", "a", "a", "a"), 2);
    assertThat(most).hasValue(2);
  }

  @Test
  void othersHaveTheRest() throws Exception {
    takeAll(places, List.of("a", "a", "a", "b", "b"), 3);
    assertThat(most).hasValue(3);
  }

  @Test
  void ofNamespacesThatUseNoneNothingIsKept() throws Exception {
    for (int i = 0; i < 100; i++) {
      String namespace = "n" + i;
      assertThat(places.take(namespace, places::namespaces)).isEqualTo(1);
    }
    assertThat(places.namespaces()).isZero();
  }

  @Test
  void whatFailsGivesItsPlaceBack() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThatThrownBy(() -> places.take("a", PlacesTest::fail)).hasMessage("no answer");
    }
    assertThat(places.take("a", () -> "there is one")).isEqualTo("there is one");
    assertThat(places.namespaces()).isZero();
  }

  @Test
  void whoIsCutOffWhileItWaitsLeavesNothing() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> first = threads.submit(taking(places, "a"));
      Future<Integer> second = threads.submit(taking(places, "a"));
      Awaitility.await().until(() -> atOnce.get() == 2);
      Future<Integer> waits = threads.submit(taking(places, "a"));
      waits.cancel(true);
      end.countDown();
      assertThat(List.of(first.get(), second.get())).containsExactlyInAnyOrder(1, 2);
    }
    assertThat(places.namespaces()).isZero();
    assertThat(places.take("a", () -> "there is one")).isEqualTo("there is one");
  }

  /** All at once, until so many have a place; then they end. */
  private void takeAll(Places from, List<String> namespaces, int expected) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all =
          namespaces.stream().map(namespace -> threads.submit(taking(from, namespace))).toList();
      Awaitility.await().until(() -> atOnce.get() >= expected);
      end.countDown();
      for (Future<Integer> each : all) {
        assertThat(each.get()).isLessThanOrEqualTo(expected);
      }
    }
    assertThat(from.namespaces()).isZero();
  }

  private Callable<Integer> taking(Places from, String namespace) {
    return () ->
        from.take(
            namespace,
            () -> {
              int now = atOnce.incrementAndGet();
              most.accumulateAndGet(now, Math::max);
              end.await();
              atOnce.decrementAndGet();
              return now;
            });
  }

  private static String fail() throws IOException {
    throw new IOException("no answer");
  }
}
