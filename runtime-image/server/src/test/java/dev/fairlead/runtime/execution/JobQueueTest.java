package dev.fairlead.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.trace.RequestTrace;
import org.junit.jupiter.api.Test;

class JobQueueTest {
  private final JobQueue queue = new JobQueue(8);

  @Test
  void theOldestIsTakenWithWhatFitsBesideIt() throws InterruptedException {
    Job first = waits("a", 2);
    waits("a", 4);
    Job third = waits("a", 1);

    assertThat(queue.take(4, 1)).containsExactly(first, third);
  }

  @Test
  void othersOfItsKindOvertakeThoseOfAnother() throws InterruptedException {
    Job first = waits("a", 1);
    Job other = waits("b", 1);
    Job third = waits("a", 1);

    assertThat(queue.take(8, 1)).containsExactly(first, third);
    assertThat(queue.take(8, 1)).containsExactly(other);
  }

  @Test
  void theShareOfTheOtherTakersIsLeft() throws InterruptedException {
    Job first = waits("a", 1);
    Job second = waits("a", 1);
    Job third = waits("a", 1);

    assertThat(queue.take(8, 2)).containsExactly(first, second);
    assertThat(queue.take(8, 2)).containsExactly(third);
  }

  @Test
  void whatIsBeyondTheBudgetIsTakenAlone() throws InterruptedException {
    Job first = waits("a", 9);
    waits("a", 1);

    assertThat(queue.take(4, 1)).containsExactly(first);
  }

  @Test
  void withoutABudgetEachIsTakenAlone() throws InterruptedException {
    Job first = waits("a", 1);
    waits("a", 1);

    assertThat(queue.take(0, 1)).containsExactly(first);
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

    queue.take(8, 1);

    assertThat(queue.weight()).isZero();
    assertThat(queue.poll()).isNull();
  }

  private Job waits(String kind, int weight) {
    Job job = job(kind, weight);
    assertThat(queue.offer(job)).isTrue();
    return job;
  }

  private static Job job(String kind, int weight) {
    return new Job(TestTask.request(kind), kind, weight, 0, RequestTrace.NONE);
  }
}
