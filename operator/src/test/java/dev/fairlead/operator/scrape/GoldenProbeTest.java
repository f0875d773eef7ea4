package dev.fairlead.operator.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.operator.Pods;
import dev.fairlead.operator.Scene;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import dev.fairlead.operator.rollout.verify.GoldenSet;
import dev.fairlead.operator.rollout.verify.Goldens;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A candidate's ready pod, and one that is not ready yet. */
class GoldenProbeTest {
  private static final String RIGHT = "{\"outputs\": [{\"name\": \"score\", \"data\": [0.5]}]}";
  private static final String WRONG = RIGHT.replace("0.5", "0.75");
  private static final String ONE = "model: {uri: 'oci://registry.test/models/minilm:1'}\n";
  private static final GoldenSet SET = Goldens.parse(file("hello"));

  private final LocalServer server = new LocalServer();
  private final GoldenProbe probe = new GoldenProbe(server.port(), Duration.ofMinutes(1));
  private final Scene scene = Scene.of(ONE);
  private final String revision = scene.record();

  @BeforeEach
  void givenACandidate() {
    scene.deployment(revision, 2).pod(revision, Pods.ready()).pod(revision, Pods.loading());
    scene.pods().stream()
        .map(ModelPod::pod)
        .forEach(pod -> pod.getStatus().setPodIP(LocalServer.ADDRESS));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aReadyPodIsAskedOnce() {
    server.answers(200, null, RIGHT);
    GoldenAnswers answers = ask(SET);
    assertThat(answers.passed()).containsExactly(scene.pods().getFirst().name());
    assertThat(answers.requests()).isEqualTo(1);
    assertThat(answers.digest()).isEqualTo(SET.digest());
    assertThat(answers.difference()).isNull();
    assertThat(answers.trouble()).isNull();

    assertThat(ask(SET)).isEqualTo(answers);
    assertThat(server.paths()).containsExactly("/v2/models/minilm/infer");
  }

  @Test
  void otherRequestsAreOtherQuestions() {
    server.answers(200, null, RIGHT);
    ask(SET);
    GoldenSet others = Goldens.parse(file("other"));
    assertThat(ask(others).digest()).isEqualTo(others.digest()).isNotEqualTo(SET.digest());
    assertThat(server.paths()).hasSize(2);
  }

  @Test
  void aPodThatGetsReadyLaterIsAskedToo() {
    server.answers(200, null, RIGHT);
    ask(SET);
    getsReady();

    assertThat(ask(SET).passed()).hasSize(2);
    assertThat(server.paths()).hasSize(2);
  }

  @Test
  void anotherAnswerIsADifferenceAndNobodyIsAskedAgain() {
    server.answers(200, null, WRONG);
    GoldenAnswers answers = ask(SET);
    assertThat(answers.passed()).isEmpty();
    assertThat(answers.difference())
        .startsWith("pod " + scene.pods().getFirst().name())
        .contains("request hello: output score[0] is 0.75, expected was 0.5 within");
    ask(SET);
    assertThat(server.paths()).hasSize(1);
  }

  @Test
  void aDifferenceGoesWithItsPod() {
    server.answers(200, null, WRONG);
    assertThat(ask(SET).difference()).isNotNull();

    scene.pods().getFirst().pod().getMetadata().setDeletionTimestamp(Scene.NOW.toString());
    assertThat(ask(SET).difference()).as("nobody is there to be asked").isNull();

    server.answers(200, null, RIGHT);
    String later = getsReady();
    assertThat(ask(SET).passed()).containsExactly(later);
  }

  @Test
  void withALongerDeadlineItIsTriedAgain() {
    server.answers(200, null, WRONG);
    ask(SET);
    server.answers(200, null, RIGHT);
    assertThat(ask(SET).difference()).isNotNull();

    scene.edit(ONE + "rollout: {progressDeadline: 20m}");

    assertThat(ask(SET).difference()).isNull();
    assertThat(ask(SET).passed()).hasSize(1);
  }

  @Test
  void aPodThatGetsReadyMeanwhileDoesNotBeginTheQuestionAnew() {
    var impatient = new GoldenProbe(server.port(), Duration.ZERO);
    server.answers(200, null, RIGHT);
    server.hold();
    assertThat(ask(impatient).passed()).isEmpty();
    Awaitility.await().until(() -> server.paths().size() == 1);

    getsReady();
    assertThat(ask(impatient).passed()).isEmpty();
    server.goOn();

    Awaitility.await().until(() -> ask(impatient).passed().size() == 2);
    assertThat(server.paths()).as("one each").hasSize(2);
  }

  @Test
  void aRequestThatIsRefusedIsADifference() {
    server.answers(400, null, "{\"error\": \"no such input\"}");
    assertThat(ask(SET).difference())
        .endsWith("request hello: HTTP status 400 {\"error\": \"no such input\"}");
  }

  @Test
  void whatIsNoJsonIsADifference() {
    server.answers(200, null, "<html>");
    assertThat(ask(SET).difference()).endsWith("request hello: the answer is not JSON");
  }

  @Test
  void whatAnotherRevisionAnswersAtItsAddressIsNoDifference() {
    server.answers(404, "other-5b81aa2c", "{\"error\": \"no such model\"}");
    GoldenAnswers answers = ask(SET);
    assertThat(answers.difference()).isNull();
    assertThat(answers.trouble()).endsWith("revision other-5b81aa2c answers there");

    server.answers(200, "other-5b81aa2c", RIGHT);
    assertThat(ask(SET).passed()).isEmpty();
  }

  @Test
  void itsOwnRevisionCounts() {
    server.answers(404, revision, "{}");
    assertThat(ask(SET).difference()).contains("HTTP status 404");
  }

  @Test
  void oneNamespaceDoesNotKeepAnotherWaiting() {
    var impatient = new GoldenProbe(server.port(), Duration.ZERO);
    try (var silent = new LocalServer("127.0.0.2", server.port())) {
      silent.hold();
      for (int i = 0; i < 20; i++) {
        getsReady();
      }
      scene.pods().forEach(pod -> pod.pod().getStatus().setPodIP("127.0.0.2"));
      assertThat(ask(impatient).passed()).isEmpty();
      Awaitility.await().until(() -> !silent.paths().isEmpty());

      Scene other = Scene.of(ONE);
      String ofOther = other.record();
      other.deployment(ofOther, 1).pod(ofOther, Pods.ready());
      other.pods().getFirst().pod().getStatus().setPodIP(LocalServer.ADDRESS);
      other.pods().getFirst().pod().getMetadata().setNamespace("other");
      server.answers(200, null, RIGHT);

      var uid = "99999999-2222-3333-4444-555555555555";
      Observation seen = other.observe();
      seen.primary().getMetadata().setUid(uid);
      Awaitility.await()
          .until(() -> impatient.ask(seen, ofOther, "minilm", SET).passed().size() == 1);
    }
  }

  @Test
  void whoHasNoTimeIsAskedAgain() {
    server.answers(503, null, "");
    GoldenAnswers answers = ask(SET);
    assertThat(answers.difference()).isNull();
    assertThat(answers.trouble()).contains("cannot be asked on port", "HTTP status 503");
    assertThat(server.paths()).hasSize(1);
    ask(SET);
    assertThat(server.paths()).as("not within the pause").hasSize(1);
  }

  @Test
  void whereNobodyListensThatIsSaid() {
    server.close();
    GoldenAnswers answers = ask(SET);
    assertThat(answers.difference()).isNull();
    assertThat(answers.trouble()).contains("cannot be asked on port");
  }

  @Test
  void anAnswerWithoutAnEndIsNotTakenIn() {
    server.answers(200, null, "[" + "1,".repeat(1 << 20) + "1]");
    assertThat(ask(SET).trouble()).contains("the answer is longer than");
  }

  private GoldenAnswers ask(GoldenSet set) {
    return probe.ask(scene.observe(), revision, "minilm", set);
  }

  private GoldenAnswers ask(GoldenProbe of) {
    return of.ask(scene.observe(), revision, "minilm", SET);
  }

  /** One more pod; its name. */
  private String getsReady() {
    scene.pod(revision, Pods.ready());
    ModelPod pod = scene.pods().getLast();
    pod.pod().getStatus().setPodIP(LocalServer.ADDRESS);
    return pod.name();
  }

  private static String file(String name) {
    return "[{name: %s, request: {inputs: []}, expect: [{output: score, data: [0.5]}]}]"
        .formatted(name);
  }
}
