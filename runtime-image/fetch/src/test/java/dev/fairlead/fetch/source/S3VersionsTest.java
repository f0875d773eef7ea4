package dev.fairlead.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** A bucket's past. */
class S3VersionsTest {
  @Test
  void theNewestVersionsAreMeantAndTheInstantOfTheLastChange() {
    var versions =
        S3Versions.of(
            List.of(written("b", 1), written("a", 2), written("a", 3), deleted("c", 5)),
            Optional.empty());

    assertThat(versions.objects()).extracting(S3Object::key).containsExactly("a", "b");
    assertThat(versions.objects().get(0).at()).isEqualTo(second(3));
    assertThat(versions.asOf()).contains(second(5));
  }

  @Test
  void whatCameLaterDoesNotCount() {
    List<S3Object> listed = List.of(written("a", 2), deleted("a", 4), written("b", 5));

    var versions = S3Versions.of(listed, Optional.of(second(3)));

    assertThat(versions.objects()).containsExactly(written("a", 2));
  }

  @Test
  void ofTwoInOneSecondTheCurrentOneIsNewer() {
    var old = new S3Object("a", 1, "", Optional.of("old"), second(1), false, false);
    var current = new S3Object("a", 1, "", Optional.of("new"), second(1), true, false);

    assertThat(S3Versions.of(List.of(old, current), Optional.empty()).objects())
        .containsExactly(current);
  }

  @Test
  void aBucketWithoutVersionsHasNoPast() {
    var object = new S3Object("a", 1, "\"e\"", Optional.empty(), second(1), false, false);

    var versions = S3Versions.of(List.of(object), Optional.empty());

    assertThat(versions.objects()).containsExactly(object);
    assertThat(versions.asOf()).isEmpty();
  }

  @Property
  void laterChangesAlterNothingOfWhatWasSeen(
      @ForAll("histories") List<S3Object> before, @ForAll("histories") List<S3Object> after) {
    S3Versions seen = S3Versions.of(before, Optional.empty());
    long end = before.stream().mapToLong(it -> it.at().getEpochSecond()).max().orElse(0);
    List<S3Object> later = after.stream().map(it -> at(it, it.at().plusSeconds(end + 1))).toList();

    List<S3Object> all = Stream.concat(later.stream(), before.stream()).toList();

    assertThat(S3Versions.of(all, Optional.of(seen.asOf().orElse(second(end)))).objects())
        .isEqualTo(seen.objects());
  }

  /** Of three keys, one change in a second. */
  @Provide
  Arbitrary<List<S3Object>> histories() {
    return Combinators.combine(Arbitraries.of("a", "b", "c"), Arbitraries.integers().between(1, 90))
        .as((key, second) -> second % 3 == 0 ? deleted(key, second) : written(key, second))
        .list()
        .uniqueElements(S3Object::at)
        .ofMaxSize(12);
  }

  private static S3Object written(String key, int second) {
    return new S3Object(key, 1, "", Optional.of(key + second), second(second), false, false);
  }

  private static S3Object deleted(String key, int second) {
    return new S3Object(key, 0, "", Optional.of(key + second), second(second), false, true);
  }

  private static S3Object at(S3Object it, Instant at) {
    return new S3Object(
        it.key(), it.size(), it.etag(), it.version(), at, it.isLatest(), it.isDeletion());
  }

  private static Instant second(long second) {
    return Instant.ofEpochSecond(second);
  }
}
