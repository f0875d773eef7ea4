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
    Revision next =
        history.next("m", declared("refresh: c"), "i:1", null, n -> new PodTemplateSpec());
    assertThat(next.number()).isEqualTo(8);
    assertThat(new History(List.of()).nextNumber()).isEqualTo(1);
  }

  @Test
  void aNameThatAnotherContentHasIsNotTaken() {
    String taken = RevisionName.of("m", ONE, "i:1");
    var history = new History(List.of(revision(taken, 1, TWO)));
    assertThat(history.next("m", ONE, "i:1", null, n -> new PodTemplateSpec()).name())
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
  void whatTheModelStoodForCarriesOverUntilModelOrRefreshChanges() {
    var history = new History(List.of(revision("m-a", 1, ONE), revision("m-b", 2, TWO)));

    for (String more : List.of("runtime: {image: 'own:1'}", "resources: {limits: {memory: 2Gi}}")) {
      assertThat(history.resolved(declared("refresh: a\n" + more)).orElseThrow().identity())
          .isEqualTo("identity-of-m-a");
    }
    assertThat(history.resolved(declared("refresh: c"))).isEmpty();
    assertThat(history.resolved(of("model: {uri: 'oci://h.test/m:2'}\nrefresh: a"))).isEmpty();
  }

  @Test
  void whatIsAskedOfTheReferenceMakesNoRevision() {
    assertThat(of("model: {uri: 'oci://h.test/m:1', pinning: Resolve}\nrefresh: a")).isEqualTo(ONE);
    assertThat(of("model: {uri: 'oci://h.test/m:1', track: {interval: 5m}}\nrefresh: a"))
        .isEqualTo(ONE);
  }

  @Test
  void aReferenceThatMovedMakesAnotherRevisionOfTheSameFields() {
    var history = new History(List.of(revision(RevisionName.of("m", ONE, "i:1"), 1, ONE)));

    Revision second = moved(history, "sha256:2");
    Revision third = moved(history.with(second), "sha256:3");
    Revision again = moved(history.with(second).with(third), "sha256:2");

    assertThat(second.isTracked()).isTrue();
    assertThat(List.of(second, third, again))
        .extracting(Revision::number)
        .containsExactly(2L, 3L, 4L);
    assertThat(List.of(history.revisions().getFirst(), second, third, again))
        .extracting(Revision::name)
        .doesNotHaveDuplicates();
    assertThat(List.of(second, again))
        .allMatch(r -> RevisionName.isOfTracked(r.name(), "m", ONE, "i:1", "sha256:2"));
    assertThat(RevisionName.isOfTracked(third.name(), "m", ONE, "i:1", "sha256:2")).isFalse();
    assertThat(history.with(second).with(third).with(again).of(ONE)).contains(again);
  }

  private static Revision moved(History history, String identity) {
    return history.moved(
        "m",
        ONE,
        "i:1",
        new Resolved("oci://h.test/m", identity, null),
        n -> new PodTemplateSpec());
  }

  @Test
  void theOldestIdleOnesExpire() {
    List<Revision> all =
        IntStream.rangeClosed(1, 14).mapToObj(i -> revision("m-" + i, i, ONE)).toList();
    assertThat(new History(all).expired(Set.of("m-1", "m-14"), 10))
        .extracting(Revision::name)
        .containsExactly("m-2", "m-3");
    assertThat(new History(all.subList(0, 10)).expired(Set.of(), 10)).isEmpty();
    assertThat(new History(all).expired(Set.of("m-1", "m-14"), 0)).hasSize(12);
  }

  private static Declared declared(String more) {
    return of("model: {uri: 'oci://h.test/m:1'}\n" + more);
  }

  private static Declared of(String spec) {
    return Declared.of(Scene.spec(spec));
  }

  private static Revision revision(String name, long number, Declared declared) {
    var resolved = new Resolved("oci://h.test/m@" + name, "identity-of-" + name, null);
    return new Revision(
        name, number, declared, "image-of-" + name, resolved, false, new PodTemplateSpec(), null);
  }
}
