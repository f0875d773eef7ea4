package dev.fairlead.e2e.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which connection has the next request. */
class ConnectionsTest {
  private final List<Connection> opened = new ArrayList<>();
  private final Connections two = new Connections(2, this::open);
  private boolean refuses;

  @Test
  void thoseThatAreUsualTakeTurns() throws IOException {
    var used = new ArrayList<Caller>();
    for (int i = 0; i < 4; i++) {
      Caller caller = two.take();
      used.add(caller);
      two.giveBack(caller, false);
    }

    assertThat(opened).hasSize(2).noneMatch(c -> c.isClosed);
    assertThat(used).containsExactly(opened.get(0), opened.get(1), opened.get(0), opened.get(1));
  }

  @Test
  void whileNoneIsFreeThereIsOneMoreWhichEndsAfterItsAnswer() throws IOException {
    List<Caller> busy = List.of(two.take(), two.take(), two.take());

    busy.forEach(caller -> two.giveBack(caller, false));

    assertThat(opened).extracting(c -> c.isClosed).containsExactly(true, false, false);
  }

  @Test
  void whatEndsWithItsAnswerIsFollowedByAnother() throws IOException {
    two.giveBack(two.take(), true);
    two.giveBack(two.take(), false);

    assertThat(opened).extracting(c -> c.isClosed).containsExactly(true, false);
  }

  @Test
  void whatCannotBeOpenedIsNotThere() throws IOException {
    refuses = true;
    assertThatThrownBy(two::take).hasMessage("refused");
    refuses = false;

    two.giveBack(two.take(), false);
    assertThat(opened).singleElement().matches(c -> !c.isClosed);
  }

  private Caller open() throws IOException {
    if (refuses) {
      throw new IOException("refused");
    }
    var connection = new Connection();
    opened.add(connection);
    return connection;
  }

  private static final class Connection implements Caller {
    private boolean isClosed;

    @Override
    public Answer call(Map<String, String> headers) {
      return new Answer("", false);
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }
}
