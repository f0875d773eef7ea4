package dev.fairlead.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.LocalApi;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.EventListBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobEventsTest {
  private static final Job JOB =
      new JobBuilder()
          .withNewMetadata()
          .withName("minilm-resolve-1")
          .withNamespace("demo")
          .withUid("job")
          .endMetadata()
          .build();

  private final LocalApi api = new LocalApi();
  private final JobEvents events = new JobEvents(api.client());

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theFirstRefusalIsTheOneThatIsToldWithoutThePodsName() {
    reply(
        event("2026-01-02T03:04:06Z", "Error creating: pods \"m-2\" is forbidden: later words"),
        event("2026-01-02T03:04:05Z", "Error creating: pods \"m-1\" is forbidden: exceeded quota"));

    assertThat(events.refusal(JOB)).contains("exceeded quota");
    assertThat(api.requests())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.method()).isEqualTo("GET");
              assertThat(request.path()).isEqualTo("/api/v1/namespaces/demo/events");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Error creating: admission webhook \"w\" denied the request: no | admission webhook \"w\" denied the request: no",
        "Error creating: Internal error occurred: x | Internal error occurred: x",
        "something else | something else",
      })
  void otherWordsStayAsTheyAre(String message, String told) {
    reply(event("2026-01-02T03:04:05Z", message));

    assertThat(events.refusal(JOB)).contains(told);
  }

  @Test
  void withoutEventsNothingIsTold() {
    reply();

    assertThat(events.refusal(JOB)).isEmpty();
  }

  @Test
  void whoMayNotAskIsToldNothing() {
    api.refuse("GET", 403, "events is forbidden");

    assertThat(events.refusal(JOB)).isEmpty();
  }

  private void reply(Event... items) {
    api.reply("GET", new EventListBuilder().withItems(items).build());
  }

  private static Event event(String created, String message) {
    return new EventBuilder()
        .withNewMetadata()
        .withName("e" + created.hashCode())
        .withCreationTimestamp(created)
        .endMetadata()
        .withMessage(message)
        .build();
  }
}
