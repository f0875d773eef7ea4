package dev.fairlead.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fairlead.api.v1alpha1.ModelDeployment;
import dev.fairlead.api.v1alpha1.ModelDeploymentSpec;
import dev.fairlead.api.v1alpha1.ModelDeploymentStatus;
import dev.fairlead.operator.apply.Applied;
import dev.fairlead.operator.observe.Children;
import dev.fairlead.operator.observe.Labels;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Routes;
import dev.fairlead.operator.observe.Settling;
import dev.fairlead.operator.plan.ForwardProxy;
import dev.fairlead.operator.plan.Plan;
import dev.fairlead.operator.plan.Planner;
import dev.fairlead.operator.plan.PodSettings;
import dev.fairlead.operator.plan.Prometheus;
import dev.fairlead.operator.plan.ResolvePods;
import dev.fairlead.operator.plan.RuntimeImages;
import dev.fairlead.operator.plan.Site;
import dev.fairlead.operator.plan.SourceEndpoints;
import dev.fairlead.operator.plan.Told;
import dev.fairlead.operator.plan.Touch;
import dev.fairlead.operator.revision.Declared;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.revision.RevisionName;
import dev.fairlead.operator.revision.RevisionRecord;
import dev.fairlead.operator.rollout.Selection;
import dev.fairlead.operator.rollout.analysis.QueryAnswers;
import dev.fairlead.operator.rollout.analysis.Readings;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.Fetching;
import dev.fairlead.operator.status.Situation;
import dev.fairlead.operator.validate.Validation;
import dev.fairlead.operator.validate.Violation;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRoute;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A ModelDeployment and what there is of it, put together for one test. */
public final class Scene {
  /** When every scene plays. */
  public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  /** Today's default image. */
  public static final String IMAGE = "registry.test/fairlead/runtime-onnx:1";

  public static final String XGBOOST_IMAGE = "registry.test/fairlead/runtime-xgboost:1";
  public static final String PYTORCH_IMAGE = "registry.test/fairlead/runtime-pytorch:1";
  public static final String CUDA_IMAGE = "registry.test/fairlead/runtime-onnx-cuda:1";

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final ModelDeployment md = new ModelDeployment();
  private final List<ControllerRevision> records = new ArrayList<>();
  private final List<Deployment> deployments = new ArrayList<>();
  private final List<ModelPod> pods = new ArrayList<>();
  private final List<EndpointSlice> slices = new ArrayList<>();
  private final List<PodDisruptionBudget> budgets = new ArrayList<>();
  private final Set<String> cordoned = new HashSet<>();
  private final List<ConfigMap> configMaps = new ArrayList<>();
  private Service candidateService;
  private Routes routes = Routes.UNKNOWN;
  private boolean hasCandidateEndpoints = true;
  private Readings readings;
  private GoldenAnswers answers;
  private QueryAnswers queried;
  private int born;
  private Selection selection = new Selection.None();
  private Duration exactFor = Duration.ofMinutes(5);
  private Duration movingFor = Duration.ZERO;
  private ModelDeploymentStatus previous;
  private Site site =
      new Site(
          new PodSettings(
              new RuntimeImages(IMAGE, XGBOOST_IMAGE, PYTORCH_IMAGE, CUDA_IMAGE),
              "registry.test/fairlead/fetch:1",
              List.of(),
              List.of(),
              List.of(),
              SourceEndpoints.PUBLIC,
              ForwardProxy.NONE,
              ResolvePods.NONE),
          null,
          true,
          null);

  private boolean codeIsAllowed;
  private Pods resolver = Pods.resolved();
  private boolean hasJob = true;
  private Instant jobCreatedAt = NOW;
  private JobStatus jobStatus = new JobStatus();
  private boolean isJobSuspended;
  private boolean hasTurn = true;

  private Scene(ModelDeploymentSpec spec) {
    md.setMetadata(
        new ObjectMetaBuilder()
            .withName("minilm")
            .withNamespace("demo")
            .withUid("11111111-2222-3333-4444-555555555555")
            .withGeneration(1L)
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .build());
    md.setSpec(spec);
  }

  /** A resource with that spec and nothing else. */
  public static Scene of(String spec) {
    return new Scene(spec(spec));
  }

  /** A spec. */
  public static ModelDeploymentSpec spec(String yaml) {
    try {
      return YAML.readValue(yaml, ModelDeploymentSpec.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(yaml, e);
    }
  }

  /** The user edits it. */
  public Scene edit(String spec) {
    md.setSpec(spec(spec));
    md.getMetadata().setGeneration(md.getMetadata().getGeneration() + 1);
    return this;
  }

  /** The Namespace lets models run that carry code, or does so no more. */
  public Scene codeIsAllowed(boolean allowed) {
    codeIsAllowed = allowed;
    return this;
  }

  /** What the spec's model stands for is known no sooner than that pod of a Job says it. */
  public Scene resolver(Pods pod) {
    resolver = pod;
    return this;
  }

  /** There is no Job yet that says what the spec's model stands for. */
  public Scene unresolved() {
    resolver = null;
    hasJob = false;
    return this;
  }

  /** That Job has been there for so long, and has no pod. */
  public Scene jobWithoutPod(Duration age) {
    resolver = null;
    jobCreatedAt = NOW.minus(age);
    return this;
  }

  /** That Job ended so long ago, as {@code Complete} or {@code Failed}. */
  public Scene jobEnded(String how, Duration ago) {
    jobStatus =
        new JobStatusBuilder()
            .addNewCondition()
            .withType(how)
            .withStatus("True")
            .withLastTransitionTime(NOW.minus(ago).toString())
            .endCondition()
            .build();
    return this;
  }

  /** Somebody has suspended that Job, and its controller has noticed. */
  public Scene jobSuspended() {
    isJobSuspended = true;
    jobStatus = suspension("True").build();
    return this;
  }

  /** Whoever did has let it go on, and its controller has not noticed. */
  public Scene jobGoesOn() {
    isJobSuspended = false;
    return this;
  }

  /** Its controller has noticed so long ago. */
  public Scene jobWentOn(Duration ago) {
    isJobSuspended = false;
    jobStatus = suspension("False").withStartTime(NOW.minus(ago).toString()).build();
    return this;
  }

  private static JobStatusBuilder suspension(String status) {
    return new JobStatusBuilder()
        .addNewCondition()
        .withType("Suspended")
        .withStatus(status)
        .endCondition();
  }

  /** That Job has not ended yet. */
  public Scene jobRuns() {
    jobStatus = new JobStatusBuilder().withActive(1).build();
    return this;
  }

  /** Others ask what tracked references stand for, and it is not this one's turn. */
  public Scene withoutTurn() {
    hasTurn = false;
    return this;
  }

  /** The operator was configured differently. */
  public Scene site(UnaryOperator<Site> change) {
    site = change.apply(site);
    return this;
  }

  /** Today's default image is another one, on GPUs too. */
  public Scene defaultImage(String image) {
    PodSettings pods = site.pods();
    site =
        new Site(
            new PodSettings(
                new RuntimeImages(
                    image, pods.runtimeImages().xgboost(), pods.runtimeImages().pytorch(), image),
                pods.fetchImage(),
                pods.pullSecrets(),
                pods.plainHttpHosts(),
                pods.allowedHosts(),
                pods.endpoints(),
                pods.proxy(),
                pods.resolve()),
            site.trustedCas(),
            site.budgets(),
            site.prometheus());
    return this;
  }

  /** The revision of the spec as it is now was recorded; its name. */
  public String record() {
    Revision revision = plan().target();
    if (records.stream().noneMatch(r -> r.getMetadata().getName().equals(revision.name()))) {
      plan().apply().stream()
          .filter(ControllerRevision.class::isInstance)
          .map(ControllerRevision.class::cast)
          .filter(r -> r.getMetadata().getName().equals(revision.name()))
          .map(
              r ->
                  new ControllerRevisionBuilder(r)
                      .editMetadata()
                      .withCreationTimestamp("2026-01-01T00:00:0" + records.size() + "Z")
                      .endMetadata()
                      .build())
          .forEach(records::add);
    }
    return revision.name();
  }

  /** A revision was recorded, perhaps by another operator. */
  public Scene recorded(ControllerRevision revision) {
    records.add(revision);
    return this;
  }

  /** These records are written over those of their names, which keep what else they say. */
  public Scene replaceRecords(List<ControllerRevision> written) {
    for (ControllerRevision record : written) {
      String name = record.getMetadata().getName();
      records.replaceAll(r -> r.getMetadata().getName().equals(name) ? over(record, r) : r);
    }
    return this;
  }

  private static ControllerRevision over(ControllerRevision written, ControllerRevision before) {
    return new ControllerRevisionBuilder(before)
        .editMetadata()
        .addToAnnotations(written.getMetadata().getAnnotations())
        .endMetadata()
        .build();
  }

  /** The records are gone. */
  public Scene loseRecords() {
    records.clear();
    return this;
  }

  /** A revision has a Deployment. */
  public Scene deployment(String revision, int replicas) {
    return deployment(revision, replicas, d -> d);
  }

  /** A revision has a Deployment, which is changed. */
  public Scene deployment(String revision, int replicas, UnaryOperator<Deployment> change) {
    Revision recorded = observe().history().named(revision).orElseThrow();
    deployments.add(
        change.apply(
            new DeploymentBuilder()
                .withMetadata(
                    new ObjectMetaBuilder()
                        .withName(revision)
                        .withNamespace("demo")
                        .withLabels(Labels.of("minilm", revision))
                        .withCreationTimestamp(NOW.minusSeconds(300).toString())
                        .build())
                .withNewSpec()
                .withReplicas(replicas)
                .withTemplate(recorded.template())
                .endSpec()
                .build()));
    return this;
  }

  /** A revision has a pod, on a node of its own: the first on {@code node-0}. */
  public Scene pod(String revision, Pods shape) {
    Pod pod =
        new PodBuilder(shape.build("minilm", revision, born))
            .editSpec()
            .withNodeName("node-" + born)
            .endSpec()
            .build();
    born++;
    pods.add(new ModelPod(pod));
    return this;
  }

  /** That node takes no new pods. */
  public Scene cordon(String node) {
    cordoned.add(node);
    return this;
  }

  /** That node takes pods again. */
  public Scene uncordon(String node) {
    cordoned.remove(node);
    return this;
  }

  /** Nothing has moved on cordoned nodes for that long. */
  public Scene movingFor(Duration time) {
    movingFor = time;
    return this;
  }

  /** There is a budget. */
  public Scene budget(PodDisruptionBudget budget) {
    budgets.add(budget);
    return this;
  }

  /** The cluster has Gateway API, and no route of the model yet. */
  public Scene gatewayApi() {
    routes = new Routes(true, null);
    return this;
  }

  /** The cluster has no Gateway API any more. */
  public Scene noGatewayApi() {
    routes = Routes.UNKNOWN;
    return this;
  }

  /** Whether the Service of the candidate has its endpoints. */
  public Scene candidateEndpoints(boolean areThere) {
    hasCandidateEndpoints = areThere;
    return this;
  }

  /** What gateways say of the route, as it is now. */
  public Scene gateways(UnaryOperator<HTTPRoute> say) {
    routes = new Routes(true, say.apply(routes.route()));
    return this;
  }

  /** The plan's ConfigMaps, the Service of the candidate and the route are there now. */
  public Scene shared() {
    Plan plan = plan();
    List<HasMetadata> planned = plan.apply();
    configMaps.clear();
    if (plan.delete().stream().anyMatch(HTTPRoute.class::isInstance)) {
      routes = new Routes(routes.areKnown(), null);
    }
    for (HasMetadata object : planned) {
      if (object instanceof ConfigMap configMap) {
        configMaps.add(configMap);
      } else if (object instanceof HTTPRoute route) {
        routes = new Routes(true, written(route));
      } else if (object instanceof Service service
          && service.getMetadata().getName().equals(Labels.candidateService("minilm"))) {
        candidateService = service;
      }
    }
    return this;
  }

  /** As the API server has it then: another spec is another generation, and gateways are behind. */
  private HTTPRoute written(HTTPRoute planned) {
    HTTPRoute before = routes.route();
    if (before != null && before.getSpec().equals(planned.getSpec())) {
      return before;
    }
    long generation = before == null ? 1 : before.getMetadata().getGeneration() + 1;
    return new HTTPRouteBuilder(planned)
        .editMetadata()
        .withGeneration(generation)
        .endMetadata()
        .withStatus(before == null ? null : before.getStatus())
        .build();
  }

  /** The ConfigMaps are gone. */
  public Scene loseConfigMaps() {
    configMaps.clear();
    return this;
  }

  /** The plan's pods have their annotation now. */
  public Scene touched() {
    for (Touch touch : plan().touches()) {
      pods.replaceAll(pod -> pod.name().equals(touch.pod().name()) ? told(touch) : pod);
    }
    return this;
  }

  private static ModelPod told(Touch touch) {
    return new ModelPod(
        new PodBuilder(touch.pod().pod())
            .editMetadata()
            .addToAnnotations(Labels.LIVE, touch.text())
            .endMetadata()
            .build());
  }

  /** The pods of a canary tell that. */
  public Scene readings(Readings told) {
    readings = told;
    return this;
  }

  /** The candidate answers golden requests like that. */
  public Scene answers(GoldenAnswers told) {
    answers = told;
    return this;
  }

  /** The operator knows a Prometheus of the site. */
  public Scene prometheus(String url) {
    site = new Site(site.pods(), site.trustedCas(), site.budgets(), Prometheus.of(url));
    return this;
  }

  /** Which answers queries like that. */
  public Scene queried(QueryAnswers told) {
    queried = told;
    return this;
  }

  /** What the operator's settings are. */
  public Site site() {
    return site;
  }

  /** The Deployments, to be changed. */
  public List<Deployment> deployments() {
    return deployments;
  }

  /** The pods, to be changed. */
  public List<ModelPod> pods() {
    return pods;
  }

  /** The Service selects that. */
  public Scene service(Selection selects) {
    selection = selects;
    return this;
  }

  /** The endpoints have been right for that long only. */
  public Scene exactFor(Duration time) {
    exactFor = time;
    return this;
  }

  /** The status as it was written last. */
  public Scene previous(ModelDeploymentStatus status) {
    previous = status;
    return this;
  }

  /** What the operator sees. */
  public Observation observe() {
    slices.clear();
    if (!(selection instanceof Selection.None)) {
      slices.add(slice("minilm-1", selection));
    }
    List<Job> jobs = jobs();
    List<ModelPod> resolvers =
        resolver == null
            ? List.of()
            : jobs.stream().map(job -> new ModelPod(resolver.of(job, "minilm"))).toList();
    var children =
        new Children(
            records,
            deployments,
            pods,
            service(),
            candidateService,
            routes,
            slices,
            candidateSlices(),
            configMaps,
            budgets,
            jobs,
            resolvers,
            cordoned);
    var settling = new Settling();
    var moving = new Settling();
    Observation.of(md, previous, children, settling, new Settling(), NOW.minus(exactFor));
    Observation.of(md, previous, children, new Settling(), moving, NOW.minus(movingFor));
    return Observation.of(md, previous, children, settling, moving, NOW);
  }

  /** None where the revision is recorded and tracks nothing, or there will be none. */
  private List<Job> jobs() {
    Declared declared = Declared.of(md.getSpec());
    boolean isRecorded =
        records.stream()
            .map(RevisionRecord::read)
            .flatMap(Optional::stream)
            .anyMatch(revision -> revision.declared().equals(declared));
    boolean isTracked = md.getSpec().model().track() != null;
    return (isRecorded && !isTracked) || !hasJob || !violations().isEmpty()
        ? List.of()
        : List.of(
            new JobBuilder()
                .withMetadata(
                    new ObjectMetaBuilder()
                        .withName(RevisionName.ofResolution("minilm", declared))
                        .withNamespace("demo")
                        .withUid("job")
                        .withLabels(Labels.of("minilm"))
                        .withCreationTimestamp(jobCreatedAt.toString())
                        .build())
                .withNewSpec()
                .withSuspend(isJobSuspended)
                .endSpec()
                .withStatus(jobStatus)
                .build());
  }

  private Service service() {
    if (selection instanceof Selection.None) {
      return null;
    }
    Map<String, String> labels = Labels.of("minilm");
    labels.put(Labels.SWITCH, "1");
    return new ServiceBuilder()
        .withMetadata(new ObjectMetaBuilder().withName("minilm").withLabels(labels).build())
        .withNewSpec()
        .withSelector(Labels.selector("minilm", selection))
        .endSpec()
        .build();
  }

  private List<EndpointSlice> candidateSlices() {
    return candidateService == null || !hasCandidateEndpoints
        ? List.of()
        : List.of(
            slice(
                "minilm-candidate-1",
                new Selection.One(candidateService.getSpec().getSelector().get(Labels.REVISION))));
  }

  private EndpointSlice slice(String name, Selection selected) {
    var slice =
        new EndpointSliceBuilder()
            .withNewMetadata()
            .withName(name)
            .addToLabels(Labels.SWITCH, "1")
            .endMetadata();
    pods.stream()
        .filter(p -> p.isReady() && selected.reaches(p.revision()))
        .forEach(
            p ->
                slice
                    .addNewEndpoint()
                    .withNewConditions()
                    .withReady(true)
                    .endConditions()
                    .withNewTargetRef()
                    .withKind("Pod")
                    .withName(p.name())
                    .endTargetRef()
                    .endEndpoint());
    return slice.build();
  }

  /** What the operator plans. */
  public Plan plan() {
    return planner().plan(new Told(readings, answers, queried), hasTurn);
  }

  /** What the operator plans with. */
  public Planner planner() {
    return Planner.of(observe(), site, violations().isEmpty());
  }

  /** What the operator finds, when nobody answers through the Service. */
  public Situation situation() {
    return situation(new Answer.NotAsked());
  }

  /** What the operator finds. */
  public Situation situation(Answer answer) {
    return situation(answer, Applied.ALL, null);
  }

  /** What the operator finds. */
  public Situation situation(Answer answer, Applied applied, Fetching fetching) {
    return new Situation(
        observe(),
        violations(),
        plan(),
        applied,
        answer,
        fetching,
        Duration.ofSeconds(10),
        site.pods().runtimeImages());
  }

  private List<Violation> violations() {
    return Validation.of(
        md,
        codeIsAllowed,
        site.pods().runtimeImages().knowGpus(),
        site.pods().plainHttpHosts(),
        site.prometheus() != null);
  }
}
