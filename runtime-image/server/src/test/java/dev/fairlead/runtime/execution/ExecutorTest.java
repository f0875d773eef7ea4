package dev.fairlead.runtime.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.execution.Refusal.Kind;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.trace.RequestTrace;
import dev.fairlead.runtime.trace.Run;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One worker, that is held until everything else waits. */
class ExecutorTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int BUDGET = 6;
  private static final int QUEUE = 4;

  private final CountDownLatch runs = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicInteger asks = new AtomicInteger();
  private final CountDownLatch repeated = new CountDownLatch(1);
  private final CountDownLatch goesOn = new CountDownLatch(1);
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final Executor executor =
      new Executor(new TestTask(BUDGET, this::run), 1, QUEUE, new ServerMetrics());

  private void run(String text, int batch, Cancellation cancellation) throws RunException {
    ran.add(text + " of " + batch);
    switch (text) {
      case "hold" -> hold();
      case "bad" -> throw new RunException("bad input");
      case "bug" -> throw new IllegalStateException("a mistake");
      case "err" -> throw new NoClassDefFoundError("a mistake");
      case "big" -> throw new StackOverflowError();
      case "ask" -> throw new RunException(asks.getAndIncrement() == 0 ? "hold" : holdAndSay());
      case "slo" -> {
        cancellation.onCancel(stopped::countDown);
        repeated.countDown();
        await(stopped);
        cancellation.finished();
      }
      case "slow" -> {
        cancellation.onCancel(stopped::countDown);
        hold();
        cancellation.finished();
      }
      default -> {
        // done at once
      }
    }
  }

  private String holdAndSay() {
    repeated.countDown();
    await(goesOn);
    return "bad input";
  }

  private void hold() {
    runs.countDown();
    await(released);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    released.countDown();
    goesOn.countDown();
    executor.close();
  }

  @Test
  void whatWaitsRunsTogetherAsFarAsItFits() throws Exception {
    Job held = held("hold");
    List<Job> jobs = List.of(submit("ab"), submit("cd"), submit("ef"), submit("gh"));
    released.countDown();

    answered(held);
    for (Job job : jobs) {
      answered(job);
    }
    assertThat(ran).containsExactly("hold of 1", "ab of 3", "cd of 3", "ef of 3", "gh of 1");
  }

  @Test
  void kindsAreNotMixed() throws Exception {
    Job held = held("hold");
    List<Job> jobs = List.of(submit("ab"), submit("other"), submit("cd"));
    released.countDown();

    answered(held);
    for (Job job : jobs) {
      answered(job);
    }
    assertThat(ran).containsExactly("hold of 1", "ab of 2", "cd of 2", "other of 1");
  }

  @Test
  void aBadRequestFailsAlone() throws Exception {
    Job held = held("hold");
    Job good = submit("ab");
    Job bad = submit("bad");
    released.countDown();

    answered(held);
    answered(good);
    Refusal refusal = refused(bad);
    assertThat(refusal.kind()).isEqualTo(Kind.FAILED);
    assertThat(refusal).hasMessageContaining("bad input");
    assertThat(ran).endsWith("ab of 1", "bad of 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bug", "err", "big"})
  void aMistakeOfOursFailsAloneToo(String mistake) throws Exception {
    Job held = held("hold");
    Job good = submit("ab");
    Job bad = submit(mistake);
    released.countDown();

    answered(held);
    answered(good);
    Refusal refusal = refused(bad);
    assertThat(refusal.kind()).isEqualTo(Kind.FAILED);
    assertThat(refusal).hasMessage("the server failed: its log says why");
    assertThat(ran).endsWith("ab of 1", mistake + " of 1");
    answered(submit("cd"));
  }

  @Test
  void whoGoesWhileOthersAreRepeatedIsNotRun() throws Exception {
    Job held = held("hold");
    Job bad = submit("ask");
    Job gone = submit("ab");
    released.countDown();
    answered(held);
    await(repeated);

    gone.cancel();
    goesOn.countDown();

    assertThat(refused(bad)).hasMessageContaining("bad input");
    answered(submit("cd"));
    assertThat(ran).containsExactly("hold of 1", "ask of 2", "ask of 1", "cd of 1");
  }

  @Test
  void aRepeatThatNobodyWaitsForIsStopped() throws Exception {
    Job held = held("hold");
    Job bad = submit("bad");
    Job slow = submit("slo");
    released.countDown();
    answered(held);
    refused(bad);
    await(repeated);

    slow.cancel();

    await(stopped);
  }

  @Test
  void eachRunOfARequestIsToldToWhoRecordsIt() throws Exception {
    Job held = held("hold");
    var recorded = new Recorded();
    Job good = executor.submit(TestTask.request("ab"), LONG, recorded);
    submit("bad");
    released.countDown();

    answered(held);
    answered(good);
    assertThat(recorded.waits).hasValue(1);
    assertThat(recorded.runs).extracting(run -> run.requests().size()).containsExactly(2, 1);
    assertThat(recorded.runs).extracting(Run::weight).containsExactly(5L, 2L);
    assertThat(recorded.runs).extracting(Run::failure).containsExactly("bad input", null);
    assertThat(recorded.runs).allMatch(run -> run.from() <= run.to());
  }

  @Test
  void beyondItsLengthTheQueueRefusesAtOnceAndSaysWhenToComeBack() throws Exception {
    held("hold");
    for (int i = 0; i < QUEUE; i++) {
      submit("ab");
    }

    Refusal refusal = refused(submit("ab"));

    assertThat(refusal.kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whoseTimeIsOverBeforeItsTurnIsRefusedAtOnce() throws Exception {
    answered(submit("ab")); // from now on it is known how long a run takes
    held("hold");
    submit("cd");

    Job late = executor.submit(TestTask.request("ef"), Duration.ofNanos(1), RequestTrace.NONE);

    assertThat(late.isOver()).isTrue();
    assertThat(refused(late).kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(refused(late)).hasMessageContaining("longer than the request's time");
  }

  @Test
  void whoIsGoneLeavesTheQueue() throws Exception {
    Job held = held("hold");
    Job gone = submit("ab");
    for (int i = 1; i < QUEUE; i++) {
      submit("cd");
    }

    gone.cancel();
    Job last = submit("ef");
    released.countDown();

    answered(held);
    answered(last);
    assertThat(ran).noneMatch(text -> text.startsWith("ab"));
  }

  @Test
  void aRunThatNobodyWaitsForIsStopped() throws Exception {
    Job slow = held("slow");

    slow.cancel();

    assertThat(stopped.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aRunIsStoppedOnceItsTimeIsOver() throws Exception {
    do { // one whose time is over before its turn comes does not run
      Job slow =
          executor.submit(TestTask.request("slow"), Duration.ofMillis(20), RequestTrace.NONE);
      assertThat(refused(slow).kind()).isEqualTo(Kind.DEADLINE_EXCEEDED);
    } while (ran.isEmpty());

    assertThat(stopped.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(executor.isStuck(LONG)).isFalse();
    assertThat(executor.isStuck(Duration.ofSeconds(-1))).isTrue();
  }

  @Test
  void whatStillWaitsAtTheEndIsToldSo() throws Exception {
    held("hold");
    Job waits = submit("ab");

    executor.close();

    assertThat(refused(waits).kind()).isEqualTo(Kind.OVERLOADED);
    assertThat(refused(submit("cd")).kind()).isEqualTo(Kind.OVERLOADED);
  }

  private Job held(String text) throws InterruptedException {
    Job job = submit(text);
    assertThat(runs.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return job;
  }

  private Job submit(String text) {
    return executor.submit(TestTask.request(text), LONG, RequestTrace.NONE);
  }

  private static Answer answered(Job job) throws Exception {
    return job.answer().get(LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private static Refusal refused(Job job) {
    ExecutionException failure =
        catchThrowableOfType(
            ExecutionException.class, () -> job.answer().get(LONG.toSeconds(), TimeUnit.SECONDS));
    return (Refusal) failure.getCause();
  }

  private static final class Recorded implements RequestTrace {
    private final AtomicInteger waits = new AtomicInteger();
    private final List<Run> runs = new CopyOnWriteArrayList<>();

    @Override
    public boolean isRecorded() {
      return true;
    }

    @Override
    public void waited(long from, long to) {
      assertThat(from).isLessThanOrEqualTo(to);
      waits.incrementAndGet();
    }

    @Override
    public void ran(Run run) {
      runs.add(run);
    }
  }
}
