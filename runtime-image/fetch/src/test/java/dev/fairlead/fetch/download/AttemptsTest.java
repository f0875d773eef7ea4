package dev.fairlead.fetch.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Progress;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final RetryPolicy POLICY =
      new RetryPolicy(3, Duration.ofMillis(1), Duration.ofMillis(1), 1, Duration.ofSeconds(1), 1);

  private final Progress progress = new Progress();
  private final Attempts attempts = new Attempts(POLICY, "registry.example.com", progress);

  @Test
  void tellWhatWentWrongWhileTheyGoOn() throws IOException {
    attempts.again(new ConnectException());
    attempts.again(new TransientException("it answered HTTP 503", Duration.ZERO));

    assertThat(trouble())
        .isEqualTo("FetchFailed: registry.example.com: it answered HTTP 503 (attempt 2 of 3)");
  }

  @Test
  void tellNothingWrongOnceOneWorked() throws IOException {
    List<String> seen = new ArrayList<>();

    attempts.run(
        "Reading",
        () -> {
          seen.add(trouble());
          if (seen.size() < 3) {
            throw new ConnectException();
          }
          return "text";
        });

    assertThat(seen)
        .containsExactly(
            "",
            "FetchFailed: registry.example.com: the connection is refused (attempt 1 of 3)",
            "FetchFailed: registry.example.com: the connection is refused (attempt 2 of 3)");
    assertThat(trouble()).isEmpty();
  }

  @Test
  void nothingIsWrongAnyMoreWhenBytesFlow() throws IOException {
    attempts.again(new ConnectException());

    progress.add(-5);
    assertThat(trouble()).isNotEmpty();
    progress.add(5);
    assertThat(trouble()).isEmpty();
  }

  @Test
  void endWithWhatWentWrongLast() {
    assertThatThrownBy(
            () ->
                attempts.run(
                    "Reading it",
                    () -> {
                      throw new ConnectException();
                    }))
        .isInstanceOf(FetchException.class)
        .hasMessage("Reading it failed: the connection is refused.");
  }

  private String trouble() {
    return progress.now().trouble();
  }
}
