package dev.fairlead.operator.reconciler;

import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.plan.ForeignServer;
import dev.fairlead.operator.plan.WireName;
import dev.fairlead.operator.revision.Revision;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.FetchProbe;
import dev.fairlead.operator.scrape.ReadinessProbe;
import dev.fairlead.operator.scrape.ServiceProbe;
import dev.fairlead.operator.status.Situation;
import io.fabric8.kubernetes.api.model.Service;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Asks pods what the API server does not know, while something depends on it and only then. */
@ApplicationScoped
public class Questions {
  private final ServiceProbe service;
  private final FetchProbe fetch;
  private final ReadinessProbe readiness;

  /** Asks by these. */
  public Questions(ServiceProbe service, FetchProbe fetch, ReadinessProbe readiness) {
    this.service = service;
    this.fetch = fetch;
    this.readiness = readiness;
  }

  /** The situation with the answers. */
  Situation ask(Situation situation) {
    Observation seen = situation.seen();
    Service called = seen.children().service();
    Revision target = situation.plan().target();
    if (situation.awaitsAnswer() && called != null) {
      return situation.with(answer(situation, called));
    }
    if (target == null) {
      return situation;
    }
    List<ModelPod> pods = seen.podsOf(target.name());
    Situation told = situation.with(fetch.ask(pods, seen.now()).orElse(null));
    return unready(told, target, pods).map(answer -> told.with(answer)).orElse(told);
  }

  private Optional<Answer> unready(Situation situation, Revision target, List<ModelPod> pods) {
    return ForeignServer.of(target)
        .filter(server -> !situation.grace().isZero())
        .flatMap(server -> readiness.ask(pods, server.readinessPath(), server.port()));
  }

  private Answer answer(Situation situation, Service called) {
    if (situation.grace().isZero()) {
      return new Answer.None("it asks no Service, as it was told");
    }
    return Optional.ofNullable(situation.plan().target())
        .flatMap(ForeignServer::of)
        .map(server -> service.reach(called, server.readinessPath()))
        .orElseGet(() -> service.ask(called, WireName.of(situation.seen().primary())));
  }
}
