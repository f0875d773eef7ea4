package dev.fairlead.operator.reconciler;

import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.plan.WireName;
import dev.fairlead.operator.scrape.Answer;
import dev.fairlead.operator.scrape.FetchProbe;
import dev.fairlead.operator.scrape.ServiceProbe;
import dev.fairlead.operator.status.Situation;
import io.fabric8.kubernetes.api.model.Service;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks pods what the API server does not know, while something depends on it and only then. */
@ApplicationScoped
public class Questions {
  private final ServiceProbe service;
  private final FetchProbe fetch;

  /** Asks by these. */
  public Questions(ServiceProbe service, FetchProbe fetch) {
    this.service = service;
    this.fetch = fetch;
  }

  /** The situation with the answers. */
  Situation ask(Situation situation) {
    Observation seen = situation.seen();
    Service called = seen.children().service();
    String target = situation.plan().targetName();
    if (target == null) {
      return situation;
    }
    return situation.awaitsAnswer() && called != null
        ? situation.with(answer(situation, called, target))
        : situation.with(fetch.ask(seen.podsOf(target), seen.now()).orElse(null));
  }

  private Answer answer(Situation situation, Service called, String target) {
    if (situation.grace().isZero()) {
      return new Answer.None("it asks no Service, as it was told");
    }
    Observation seen = situation.seen();
    String about = "%s since %s".formatted(target, seen.exactSince());
    String uid = seen.primary().getMetadata().getUid();
    return service.ask(uid, about, called, WireName.of(seen.primary()));
  }
}
