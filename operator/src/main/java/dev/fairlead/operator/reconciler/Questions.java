package dev.fairlead.operator.reconciler;

import dev.fairlead.api.v1alpha1.RolloutSpec;
import dev.fairlead.api.v1alpha1.VerificationSpec;
import dev.fairlead.operator.golden.GoldenRead;
import dev.fairlead.operator.golden.GoldenSource;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.plan.ForeignServer;
import dev.fairlead.operator.plan.Gating;
import dev.fairlead.operator.plan.Queries;
import dev.fairlead.operator.plan.Site;
import dev.fairlead.operator.plan.Told;
import dev.fairlead.operator.plan.WireName;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.CanaryWatch;
import dev.fairlead.operator.scrape.FetchProbe;
import dev.fairlead.operator.scrape.GoldenProbe;
import dev.fairlead.operator.scrape.QueryProbe;
import dev.fairlead.operator.scrape.ReadinessProbe;
import dev.fairlead.operator.scrape.ServiceProbe;
import dev.fairlead.operator.status.Situation;
import io.fabric8.kubernetes.api.model.Service;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks pods what the API server does not know, while something depends on it and only then. */
@ApplicationScoped
public class Questions {
  private final ServiceProbe service;
  private final FetchProbe fetch;
  private final ReadinessProbe readiness;
  private final CanaryWatch canary;
  private final GoldenSource source;
  private final GoldenProbe golden;
  private final QueryProbe queries;

  /** Asks by these. */
  public Questions(
      ServiceProbe service,
      FetchProbe fetch,
      ReadinessProbe readiness,
      CanaryWatch canary,
      GoldenSource source,
      GoldenProbe golden,
      QueryProbe queries) {
    this.service = service;
    this.fetch = fetch;
    this.readiness = readiness;
    this.canary = canary;
    this.source = source;
    this.golden = golden;
    this.queries = queries;
  }

  /** What is to be known before anything is planned. */
  Told told(Observation seen, Site site) {
    return new Told(canary.look(seen), golden(seen), queries.ask(seen, Queries.due(seen), site));
  }

  /** What a candidate answered to golden requests; null while none is to be asked. */
  private @Nullable GoldenAnswers golden(Observation seen) {
    RolloutSpec rollout = seen.primary().getSpec().rollout();
    VerificationSpec verification = rollout == null ? null : rollout.verification();
    String candidate = Gating.verifies(seen).orElse(null);
    if (verification == null || candidate == null) {
      return null;
    }
    return switch (source.read(seen.primary(), verification, seen.now())) {
      case GoldenRead.Requests requests ->
          golden.ask(seen, candidate, WireName.of(seen.primary()), requests.set());
      case GoldenRead.Unreadable unreadable ->
          GoldenAnswers.unreadable(candidate, unreadable.why());
    };
  }

  /** The situation with the answers. */
  Situation ask(Situation situation) {
    Observation seen = situation.seen();
    Service called = seen.children().service();
    Revision target = situation.plan().target();
    if (target == null) {
      return situation;
    }
    if (situation.awaitsAnswer() && called != null) {
      return situation.with(answer(situation, called, target));
    }
    List<ModelPod> pods = seen.podsOf(target.name());
    Situation told = situation.with(fetch.ask(pods, seen.now()).orElse(null));
    return unready(told, target, pods).map(told::with).orElse(told);
  }

  private Optional<Answer> unready(Situation situation, Revision target, List<ModelPod> pods) {
    return ForeignServer.of(target)
        .filter(server -> !situation.grace().isZero())
        .flatMap(server -> readiness.ask(pods, server.readinessPath(), server.port()));
  }

  private Answer answer(Situation situation, Service called, Revision target) {
    if (situation.grace().isZero()) {
      return new Answer.None("it asks no Service, as it was told");
    }
    Observation seen = situation.seen();
    String about = "%s since %s".formatted(target.name(), seen.exactSince());
    String uid = seen.primary().getMetadata().getUid();
    return ForeignServer.of(target)
        .map(server -> service.reach(uid, about, called, server.readinessPath()))
        .orElseGet(() -> service.ask(uid, about, called, WireName.of(seen.primary())));
  }
}
