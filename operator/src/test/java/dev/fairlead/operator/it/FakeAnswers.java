package dev.fairlead.operator.it;

import dev.fairlead.testsupport.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stories in which pods have to answer: each time one is told they do so at an address of its own,
 * which stands in no object that outlives it.
 */
final class FakeAnswers {
  private static final int OF_A_NETWORK = 250;
  private static final AtomicInteger TOLD = new AtomicInteger();
  private static final String UNTOUCHED = "test.fairlead.dev/pod";
  private static final String WRONG = "{\"outputs\": [{\"name\": \"score\", \"data\": [0.75]}]}";
  private static final String VERIFIED =
      """
      replicas: 2
      rollout:
        strategy: BlueGreen
        verification:
          requests: [{name: hello, request: {inputs: []}, expect: [{output: score, data: [0.5]}]}]
      """;

  private FakeAnswers() {}

  /** The new pods answer the golden request otherwise. */
  static void rollBack(Models models) {
    String address = address();
    try (var wrong = new PodServer(address, PodServer.PROTOCOLS, () -> WRONG)) {
      models.apply(Story.MODEL, Story.STUCK + VERIFIED);
      Waiting.until("the new pods are there", () -> untouched(models).size() == 2);
      untouched(models).forEach(pod -> models.becomesReady(pod, address));
      models.awaitLooking(
          Story.MODEL,
          md ->
              Models.hasReason(md, "RolledBack")
                  && models.pods(Story.MODEL).size() == 2
                  && models.resolvers(Story.MODEL).isEmpty());
      Story.awaitNumbers(models);
      if (wrong.bodies().isEmpty()) {
        throw new AssertionError("nobody was asked");
      }
    }
  }

  private static List<Pod> untouched(Models models) {
    return models.pods(Story.MODEL).stream()
        .filter(pod -> pod.getMetadata().getAnnotations() != null)
        .filter(pod -> pod.getMetadata().getAnnotations().containsKey(UNTOUCHED))
        .toList();
  }

  private static String address() {
    int n = TOLD.getAndIncrement();
    return "127.79.%d.%d".formatted(n / OF_A_NETWORK, 1 + n % OF_A_NETWORK);
  }
}
