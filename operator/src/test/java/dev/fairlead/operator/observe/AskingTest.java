package dev.fairlead.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.Turns.Asker;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which Jobs are under way. */
class AskingTest {
  private static final Duration OLD = Duration.ofMinutes(5);

  @Test
  void thoseThatHavePodsAndThoseThatAreAboutTo() {
    JobStatus active = new JobStatusBuilder().withActive(1).build();
    assertThat(
            Asking.of(
                Stream.of(
                    job("runs", active, OLD),
                    job("young", null, Duration.ofSeconds(59)),
                    job("ended", ended("Complete"), Duration.ZERO),
                    job("failed", ended("Failed"), Duration.ZERO),
                    job("refused", new JobStatus(), OLD),
                    job("held-back", active, Duration.ofMinutes(15)),
                    job("resumed", wentOn(Duration.ofSeconds(59)), OLD)),
                Scene.NOW))
        .isEqualTo(
            Set.of(
                new Asker("demo", "runs"),
                new Asker("demo", "young"),
                new Asker("demo", "resumed")));
  }

  private static JobStatus wentOn(Duration ago) {
    return new JobStatusBuilder().withStartTime(Scene.NOW.minus(ago).toString()).build();
  }

  private static JobStatus ended(String how) {
    return new JobStatusBuilder()
        .addNewCondition()
        .withType(how)
        .withStatus("True")
        .endCondition()
        .build();
  }

  private static Job job(String model, JobStatus status, Duration age) {
    return new JobBuilder()
        .withNewMetadata()
        .withName(model + "-resolve-x")
        .withNamespace("demo")
        .withLabels(Labels.of(model))
        .withCreationTimestamp(Scene.NOW.minus(age).toString())
        .endMetadata()
        .withStatus(status)
        .build();
  }
}
