package dev.fairlead.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whether a user stays with a version is told by what this says. */
class UsersTest {
  @Test
  void theyAskInTurns() {
    var users = new Users("X-User", 2);

    assertThat(List.of(users.next(), users.next(), users.next())).containsExactly(0, 1, 0);
    assertThat(users.headers(1)).isEqualTo(Map.of("X-User", "user-1"));
  }

  @Test
  void eachAnswerIsToldOnce() {
    var users = new Users("X-User", 2);
    users.answered(0, "a", 10);
    users.answered(1, "b", 20);
    users.answered(0, "a", 30);

    assertThat(users.met())
        .isEqualTo(
            Map.of(
                "a", List.of(List.of(0L, 10L), List.of(0L, 30L)), "b", List.of(List.of(1L, 20L))));
    assertThat(users.met()).isEmpty();
  }

  @Test
  void withoutAHeaderNobodyIsToldApart() {
    var users = new Users("", 1);

    assertThat(users.areTold()).isFalse();
    assertThat(users.headers(users.next())).isEmpty();
  }
}
