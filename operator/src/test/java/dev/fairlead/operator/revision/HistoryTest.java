package dev.fairlead.operator.revision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Scene;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Declared ONE = declared("refresh: a");
  private static final Declared TWO = declared("refresh: b");

  @Test
  void aSpecThatWasThereBeforeIsItsOldRevision() {
    var history = new History(List.of(revision("m-b", 2, TWO), revision("m-a", 1, ONE)));
    assertThat(history.of(ONE)).map(Revision::name).contains("m-a");
    assertThat(history.of(declared("refresh: c"))).isEmpty();
  }

  @Test
  void ofSeveralWithOneSpecTheNewestCounts() {
    var history = new History(List.of(revision("m-a", 1, ONE), revision("m-b", 2, ONE)));
    assertThat(history.of(ONE)).map(Revision::name).contains("m-b");
  }

  @Test
  void theNextOneIsNumberedAfterTheLast() {
    var history = new History(List.of(revision("m-a", 1, ONE), revision("m-b", 7, TWO)));
    Revision next = history.next("m", declared("refresh: c"), "i:1", n -> new PodTemplateSpec());
    assertThat(next.number()).isEqualTo(8);
    assertThat(new History(List.of()).nextNumber()).isEqualTo(1);
  }

  @Test
  void aNameThatAnotherContentHasIsNotTaken() {
    String taken = RevisionName.of("m", ONE, "i:1");
    var history = new History(List.of(revision(taken, 1, TWO)));
    assertThat(history.next("m", ONE, "i:1", n -> new PodTemplateSpec()).name())
        .startsWith("m-")
        .isNotEqualTo(taken);
  }

  @Test
  void theDefaultImageCarriesOverUntilModelOrRefreshChanges() {
    var history = new History(List.of(revision("m-a", 1, ONE)));
    Declared bigger = declared("refresh: a\nresources: {limits: {memory: 2Gi}}");
    assertThat(history.image(bigger, "today")).isEqualTo("image-of-m-a");
    assertThat(history.image(TWO, "today")).isEqualTo("today");
    assertThat(history.image(declared("refresh: a\nruntime: {image: 'own:1'}"), "today"))
        .isEqualTo("own:1");
  }

  @Test
  void theOldestIdleOnesExpire() {
    List<Revision> all =
        IntStream.rangeClosed(1, 14).mapToObj(i -> revision("m-" + i, i, ONE)).toList();
    assertThat(new History(all).expired(Set.of("m-1", "m-14")))
        .extracting(Revision::name)
        .containsExactly("m-2", "m-3");
    assertThat(new History(all.subList(0, 10)).expired(Set.of())).isEmpty();
  }

  private static Declared declared(String more) {
    return Declared.of(Scene.spec("model: {uri: 'oci://h.test/m:1'}\n" + more));
  }

  private static Revision revision(String name, long number, Declared declared) {
    return new Revision(name, number, declared, "image-of-" + name, new PodTemplateSpec(), null);
  }
}
