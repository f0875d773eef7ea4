package dev.fairlead.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.api.v1alpha1.ModelStatus;
import dev.fairlead.operator.Pods;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.Counts;
import dev.fairlead.operator.rollout.analysis.Histogram;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.analysis.Sides;
import dev.fairlead.operator.scrape.Answer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code kubectl get md --watch} shows of a canary, from one version to the next. */
class CanaryStoryTest extends CandidateScene {
  private static final String ONE =
      "{model: {uri: 'oci://registry.test/models/minilm:1', version: '1.0'}, replicas: 2}";
  private static final String TWO =
      """
      model: {uri: 'oci://registry.test/models/minilm:2', version: '2.0'}
      replicas: 2
      rollout:
        strategy: Canary
        canary:
          steps: [{weight: 20}, {weight: 50, approval: Required}]
          analysis: {minRequests: 100}
      """;

  /** As kubectl lays columns out. */
  private static final int BETWEEN = 3;

  private final List<List<String>> rows = new ArrayList<>();
  private Columns columns;
  private String first = "";
  private String second = "";

  CanaryStoryTest() {
    super(ONE);
  }

  @BeforeEach
  void columnsOfTheCrd() throws IOException {
    columns = Columns.byDefault();
  }

  @Test
  void aGoodOneTakesOverStepByStep() {
    toItsFirstStep();
    everywhere(FIRST_NUMBER + 1, sides(1_000, 0));
    tell();
    scene.shared();
    everywhere(FIRST_NUMBER + 2, null);
    tell();
    everywhere(FIRST_NUMBER + 2, sides(1_000, 0));
    tell();
    scene.edit(TWO.replace("strategy:", "approve: '2.0'\n  strategy:"));
    tell();
    scene.deployments().removeLast();
    scene.deployment(second, 2).pod(second, Pods.ready()).service(new Selection.All());
    tell();
    scene.deployments().removeFirst();
    scene.pods().removeIf(pod -> first.equals(pod.revision()));
    scene.service(new Selection.One(second));
    tell(answerOf(second));

    assertThat(story())
        .containsExactly(
            "True Serving - 1.0 first 100",
            "False Progressing Starting 2.0 first 100",
            "False Progressing Starting 2.0 first 80",
            "False Analyzing Analyzing 2.0 first 80",
            "False Progressing Starting 2.0 first 80",
            "False Progressing Starting 2.0 first 50",
            "False AwaitingApproval AwaitingApproval 2.0 first 50",
            "False Progressing Starting 2.0 first 50",
            "False Progressing Switching 2.0 first 50",
            "True Serving - 2.0 second 100");
  }

  @Test
  void aBadOneIsTakenBack() {
    toItsFirstStep();
    everywhere(FIRST_NUMBER + 1, sides(1_000, 100));
    tell();

    assertThat(story())
        .containsExactly(
            "True Serving - 1.0 first 100",
            "False Progressing Starting 2.0 first 100",
            "False Progressing Starting 2.0 first 80",
            "False Analyzing Analyzing 2.0 first 80",
            "False RolledBack - 2.0 first 100");
  }

  /** With an address of some length, and an age. */
  @Test
  void aLineFitsIntoATerminal() {
    toItsFirstStep();
    everywhere(FIRST_NUMBER + 1, sides(1_000, 0));
    tell();

    assertThat(columns.names())
        .containsExactly("Ready", "Reason", "Step", "Version", "Revision", "Traffic", "URL", "Age");
    assertThat(width()).isLessThanOrEqualTo(120);
  }

  @Test
  void whoLooksAtAFleetSeesWhichImagesAreOld() throws IOException {
    serve();
    scene.defaultImage("registry.test/fairlead/runtime-onnx:2");
    columns = Columns.wide();
    rows.clear();
    tell();

    assertThat(columns.names()).containsExactly("Replicas", "Candidate", "Newer-Image", "Message");
    assertThat(rows.getFirst())
        .containsExactly(
            "2",
            "",
            "registry.test/fairlead/runtime-onnx:2",
            "revision %s serves".formatted(first));
  }

  private void serve() {
    first = scene.record();
    scene
        .deployment(first, 2)
        .pod(first, Pods.ready())
        .pod(first, Pods.ready())
        .service(new Selection.One(first));
    tell(answerOf(first));
  }

  /** Its share is in force. */
  private void toItsFirstStep() {
    serve();
    second = scene.edit(TWO).record();
    tell();
    scene.shared();
    scene.deployment(second, 1).pod(second, Pods.ready());
    scene.shared();
    tell();
    everywhere(FIRST_NUMBER + 1, null);
    tell();
    everywhere(FIRST_NUMBER + 1, sides(10, 0));
    tell();
  }

  private void everywhere(long number, Sides sides) {
    scene.readings(new Readings(Map.of(pod(0), number, pod(1), number), sides));
  }

  private static Sides sides(long requests, long failed) {
    Histogram times = Histogram.empty(List.of(1.0));
    return new Sides(
        new Counts(requests, failed == 0 ? Map.of() : Map.of("failed", failed), times),
        new Counts(5_000, Map.of(), times));
  }

  private static Answer answerOf(String revision) {
    return new Answer.From(revision, new ModelStatus("ONNX", null, null, List.of(), List.of()));
  }

  private void tell() {
    tell(new Answer.NotAsked());
  }

  /** The operator writes its status, and whoever watches sees a line. */
  private void tell(Answer answer) {
    ModelDeploymentStatus status = StatusFactory.of(scene.situation(answer));
    scene.previous(status);
    ModelDeployment md = Serialization.clone(scene.observe().primary());
    md.setStatus(status);
    rows.add(columns.row(md));
  }

  /** All but URL and age, in words of the reader; what is the same twice is told once. */
  private List<String> story() {
    List<String> lines =
        rows.stream()
            .map(row -> row.subList(0, columns.names().indexOf("URL")))
            .map(row -> row.stream().map(cell -> cell.isEmpty() ? "-" : cell).toList())
            .map(row -> String.join(" ", row).replace(first, "first").replace(second, "second"))
            .toList();
    return IntStream.range(0, lines.size())
        .filter(i -> i == 0 || !lines.get(i).equals(lines.get(i - 1)))
        .mapToObj(lines::get)
        .toList();
  }

  /** In characters: each column has the room for its name and for the longest of its cells. */
  private int width() {
    int width = "minilm".length() + BETWEEN;
    for (int i = 0; i < columns.names().size(); i++) {
      String name = columns.names().get(i);
      int column = i;
      int longest =
          name.equals("Age")
              ? "5m12s".length()
              : rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      width += Math.max(name.length(), longest) + (name.equals("Age") ? 0 : BETWEEN);
    }
    return width;
  }
}
