package dev.fairlead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

/** Application developers' programs, which ask a model all the time. */
record Clients(ToolPod tool) implements AutoCloseable {
  /** Requests in which one failure of a rollout would be seen. */
  static final int ENOUGH = 1_000;

  private static final int IMPATIENT_MILLIS = 3_000;

  /** Longer than any of them waits. */
  private static final int PATIENCE_MILLIS = 12_000;

  private static final String QUESTION = "How do I reset my password?";

  /** Out of the way of whoever takes nodes from models. */
  static final String ON_CONTROL_PLANE =
      """
        nodeSelector: {node-role.kubernetes.io/control-plane: ""}
        tolerations: [{operator: Exists}]
      """;

  /**
   * Over kept connections, over one for each request, and by gRPC: so many requests, whenever the
   * answers come. Each waits for its own for ten seconds at most.
   */
  static Clients of(Model model, int perSecond) {
    return start(usual(model, perSecond), model, perSecond, allKinds(model), "");
  }

  /** The same, on a node that takes no models. */
  static Clients onControlPlane(Model model, int perSecond) {
    return start(usual(model, perSecond), model, perSecond, allKinds(model), ON_CONTROL_PLANE);
  }

  /** On the same node, a connection for each request, given up after three seconds. */
  static Clients impatient(Model model, int perSecond) {
    List<String> impatient = List.of("--keep=0", "--timeoutMillis=" + IMPATIENT_MILLIS);
    return start(
        "impatient-clients-of-" + model.name(), model, perSecond, impatient, ON_CONTROL_PLANE);
  }

  /** By REST, a connection for each request, with a text that {@code STRICT} refuses. */
  static Clients ofLongTexts(Model model, int perSecond) {
    List<String> arguments =
        List.of(
            "load",
            "--url=" + model.url("/v1/embeddings"),
            "--body=" + body(model, (QUESTION + " ").repeat(10)),
            "--keep=0",
            "--fresh=4",
            "--rate=" + perSecond,
            "--seconds=900");
    return new Clients(ToolPod.start(model.stage(), "long-texts", "default", arguments));
  }

  /** Over all kinds of connections, so many users in turns, each told by {@code X-User}. */
  static Clients ofUsers(Model model, int perSecond, int users) {
    var kinds = new ArrayList<>(allKinds(model));
    kinds.addAll(List.of("--header=X-User", "--users=" + users));
    return start("users-of-" + model.name(), model, perSecond, kinds, "");
  }

  /** By REST only, over kept connections and over one for each request. */
  static Clients byRest(Model model, int perSecond) {
    String pod = "rest-clients-of-" + model.name();
    return start(pod, model, perSecond, List.of("--keep=2", "--fresh=2"), "");
  }

  /** By gRPC only; they tell how long each answer took. */
  static Clients byGrpc(Model model, int perSecond) {
    var grpc = new ArrayList<>(List.of("--keep=0", "--fresh=0", "--grpc=4", "--each=true"));
    grpc.addAll(grpcOptions(model));
    return start("grpc-clients-of-" + model.name(), model, perSecond, grpc, "");
  }

  /**
   * Of a model that doubles numbers: by REST, over kept connections; they tell how long each answer
   * took.
   */
  static Clients ofNumbers(Model model, int perSecond) {
    List<String> arguments =
        List.of(
            "load",
            "--url=" + model.url("/v2/models/" + model.name() + "/infer"),
            "--body={\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[1.5,-2]}]}",
            "--keep=4",
            "--fresh=0",
            "--each=true",
            "--rate=" + perSecond,
            "--seconds=3600");
    String pod = "clients-of-" + model.name();
    return new Clients(ToolPod.start(model.stage(), pod, "default", arguments));
  }

  /** The same kinds, from outside of the cluster as far as the model can tell. */
  static Clients through(String gateway, Model model, int perSecond) {
    List<String> arguments =
        List.of(
            "load",
            "--url=http://" + gateway + "/v1/embeddings",
            "--body=" + body(model),
            "--rate=" + perSecond,
            "--seconds=900",
            "--keep=2",
            "--fresh=2",
            "--grpc=1",
            "--target=" + gateway + ":80",
            "--model=" + model.name(),
            "--text=" + QUESTION);
    String pod = "clients-of-the-gateway";
    return new Clients(ToolPod.of(model.stage(), pod, Manifests.tool(pod, "default", arguments)));
  }

  private static String usual(Model model, int perSecond) {
    return "clients-of-%s-%d".formatted(model.name(), perSecond);
  }

  private static List<String> allKinds(Model model) {
    var kinds = new ArrayList<>(List.of("--keep=2", "--fresh=2", "--grpc=1"));
    kinds.addAll(grpcOptions(model));
    return kinds;
  }

  private static List<String> grpcOptions(Model model) {
    return List.of(
        "--target=" + model.grpcTarget(), "--model=" + model.name(), "--text=" + QUESTION);
  }

  private static Clients start(
      String pod, Model model, int perSecond, List<String> kinds, String place) {
    var arguments =
        new ArrayList<>(
            List.of(
                "load",
                "--url=" + model.url("/v1/embeddings"),
                "--body=" + body(model),
                "--rate=" + perSecond,
                "--seconds=900"));
    arguments.addAll(kinds);
    String manifest = Manifests.tool(pod, "default", arguments) + place;
    return new Clients(ToolPod.of(model.stage(), pod, manifest));
  }

  private static String body(Model model) {
    return body(model, QUESTION);
  }

  private static String body(Model model, String text) {
    return "{\"model\":\"%s\",\"input\":\"%s\"}".formatted(model.name(), text);
  }

  /** How many requests of a report failed. */
  static int failures(JsonNode report) {
    int failures = 0;
    for (JsonNode count : report.path("failures")) {
      failures += count.asInt();
    }
    return failures;
  }

  /** How many requests of a report that revision answered. */
  static int answers(JsonNode report, String revision) {
    return report.path("revisions").path(revision).asInt();
  }

  /**
   * What clients of one kind ({@code kept}, {@code fresh} or {@code grpc}) got of a revision:
   * {@code answers}, {@code p50Micros}, {@code firstMillis} and {@code lastMillis}.
   */
  static JsonNode met(JsonNode report, String kind, String revision) {
    return report.path("byKind").path(kind).path(revision);
  }

  /**
   * No request that was due after that report has failed; those that were on their way then have
   * ended.
   */
  JsonNode noticedNothingSince(JsonNode report) {
    long millis = report.path("millis").asLong();
    JsonNode later =
        Patience.until(
            "what was on its way has ended",
            this::report,
            r -> assertThat(r.path("millis").asLong()).isGreaterThan(millis + PATIENCE_MILLIS));
    assertThat(later.path("lastFailureMillis").asLong())
        .as("a failure after %d: %s", millis, later)
        .isLessThanOrEqualTo(millis);
    return later;
  }

  /** When any of them met that revision first, since they began. */
  static long firstMillis(JsonNode report, String revision) {
    return times(report, revision, "firstMillis").min().orElseThrow();
  }

  /** When any of them met it last. */
  static long lastMillis(JsonNode report, String revision) {
    return times(report, revision, "lastMillis").max().orElseThrow();
  }

  private static LongStream times(JsonNode report, String revision, String field) {
    return StreamSupport.stream(report.path("byKind").spliterator(), false)
        .map(kind -> kind.path(revision).path(field))
        .filter(JsonNode::isNumber)
        .mapToLong(JsonNode::asLong);
  }

  /** What a report says of an outage, in words. */
  static String outage(JsonNode report) {
    return "%d of %d requests failed, within %s ms; at most %s ms without any answer"
        .formatted(
            failures(report),
            report.path("requests").asInt(),
            report.path("outage").path("failingMillis"),
            report.path("outage").path("silenceMillis"));
  }

  /** Answers and failures until now. */
  JsonNode report() {
    return tool.report();
  }

  /** Nobody got anything but an answer, and all kinds of clients got some. */
  JsonNode noticedNothing() {
    return noticedNothing(1);
  }

  /** The same of so many requests at least: they go on asking until then. */
  JsonNode noticedNothing(int atLeast) {
    JsonNode report = tool.report(atLeast);
    System.out.println(tool.pod() + ": " + report);
    assertThat(report.path("failures")).as("failed requests: %s", report).isEmpty();
    assertThat(report.path("kept").asInt()).isPositive();
    assertThat(report.path("fresh").asInt()).isPositive();
    assertThat(report.path("grpc").asInt()).isPositive();
    return report;
  }

  @Override
  public void close() {
    tool.close();
  }
}
