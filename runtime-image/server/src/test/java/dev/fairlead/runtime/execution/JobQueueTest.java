package dev.fairlead.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.trace.RequestTrace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private final JobQueue queue = new JobQueue(8, 1);

  @Test
  void theOldestIsTakenWithWhatFitsBesideIt() throws InterruptedException {
    Job first = waits("a", 2);
    waits("a", 4);
    Job third = waits("a", 1);

    assertThat(take(4)).containsExactly(first, third);
  }

  @Test
  void othersOfItsKindOvertakeThoseOfAnother() throws InterruptedException {
    Job first = waits("a", 1);
    Job other = waits("b", 1);
    Job third = waits("a", 1);

    assertThat(take(8)).containsExactly(first, third);
    assertThat(take(8)).containsExactly(other);
  }

  @Test
  void theShareOfTheOtherTakersIsLeft() throws InterruptedException {
    var shared = new JobQueue(8, 2);
    Job first = waits(shared, 1);
    Job second = waits(shared, 1);
    Job third = waits(shared, 1);

    assertThat(shared.take(0, 8, now())).containsExactly(first, second);
    assertThat(shared.take(1, 8, now())).containsExactly(third);
  }

  @Test
  void whatOthersRunCountsForTheShare() throws InterruptedException {
    var shared = new JobQueue(8, 2);
    waits(shared, 4);
    shared.take(0, 8, now());
    List<Job> next =
        List.of(waits(shared, 1), waits(shared, 1), waits(shared, 1), waits(shared, 1));

    assertThat(shared.take(1, 8, now())).isEqualTo(next);
  }

  @Test
  void whoeverGotAnAnswerIsWaitedForUntilAllAreBack() throws Exception {
    waits("a", 1);
    waits("a", 1);
    take(8);
    Job first = waits("a", 1);
    var taken = new ArrayList<Job>();
    Thread taker = Thread.ofPlatform().start(() -> taken.addAll(takes(Duration.ofHours(1))));
    while (taker.isAlive() && taker.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    Job second = waits("a", 1);
    taker.join();
    assertThat(taken).containsExactly(first, second);
  }

  @Test
  void nobodyIsWaitedForForEver() throws InterruptedException {
    waits("a", 1);
    waits("a", 1);
    take(8);
    Job alone = waits("a", 1);

    assertThat(takes(Duration.ofMillis(20))).containsExactly(alone);
  }

  @Test
  void whatIsBeyondTheBudgetIsTakenAlone() throws InterruptedException {
    Job first = waits("a", 9);
    waits("a", 1);

    assertThat(take(4)).containsExactly(first);
  }

  @Test
  void withoutABudgetEachIsTakenAlone() throws InterruptedException {
    Job first = waits("a", 1);
    waits("a", 1);

    assertThat(take(0)).containsExactly(first);
  }

  @Test
  void whatIsRemovedLeavesItsPlaceAndItsWeight() {
    for (int i = 0; i < 7; i++) {
      waits("a", 2);
    }
    Job last = waits("a", 3);
    assertThat(queue.offer(job("a", 1))).isFalse();
    assertThat(queue.weight()).isEqualTo(17);

    queue.remove(last);
    queue.remove(last);

    assertThat(queue.weight()).isEqualTo(14);
    assertThat(queue.length()).isEqualTo(7);
    assertThat(queue.offer(job("a", 1))).isTrue();
  }

  @Test
  void whatIsTakenHasNoWeightLeft() throws InterruptedException {
    waits("a", 2);
    waits("a", 1);

    take(8);

    assertThat(queue.weight()).isZero();
    assertThat(queue.poll()).isNull();
  }

  private List<Job> take(int budget) throws InterruptedException {
    return queue.take(0, budget, now());
  }

  private List<Job> takes(Duration patience) {
    try {
      return queue.take(0, 8, now() + patience.toNanos());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long now() {
    return System.nanoTime();
  }

  private Job waits(String kind, int weight) {
    Job job = job(kind, weight);
    assertThat(queue.offer(job)).isTrue();
    return job;
  }

  private static Job waits(JobQueue queue, int weight) {
    Job job = job("a", weight);
    assertThat(queue.offer(job)).isTrue();
    return job;
  }

  private static Job job(String kind, int weight) {
    return new Job(TestTask.request(kind), kind, weight, 0, RequestTrace.NONE);
  }
}
