package dev.fairlead.operator.scrape;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.operator.observe.ModelPod;
import dev.fairlead.operator.observe.Observation;
import dev.fairlead.operator.observe.Recent;
import dev.fairlead.operator.plan.Sizes;
import dev.fairlead.operator.rollout.verify.Comparison;
import dev.fairlead.operator.rollout.verify.Golden;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import dev.fairlead.operator.rollout.verify.GoldenSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Sends golden requests to the ready pods of a candidate, past every Service, and compares the
 * answers. A pod that has answered all of them is not asked again; only in memory, since asking
 * again costs some inferences and can do no harm.
 */
@ApplicationScoped
public class GoldenProbe {
  /** After a pod could not be asked, before it is asked again. */
  public static final Duration PAUSE = Duration.ofSeconds(2);

  private static final int PORT = 8080;
  private static final int MOST_ERROR = 200;
  private static final int MOST_TOLD = 500;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Requests under way at the same time, of all resources. */
  private static final int AT_ONCE = 16;

  /** Of them those of one namespace: whose pods take their time keeps nobody else waiting. */
  private static final int AT_ONCE_OF_NAMESPACE = 4;

  /**
   * What is remembered.
   *
   * @param about the candidate, the requests and the deadline: what was answered to others does not
   *     count, and whoever raises the deadline wants the candidate to be tried again
   * @param passed uids of pods
   * @param wrong the first pod that answered otherwise; null if none did
   * @param trouble the last; null if there is none
   * @param at when somebody was asked last
   */
  private record Known(
      String about,
      Set<String> passed,
      @Nullable OfPod wrong,
      @Nullable String trouble,
      Instant at) {
    static Known nothing(String about) {
      return new Known(about, Set.of(), null, null, Instant.EPOCH);
    }

    /** Without what pods answered that are there no more: other ones are tried anew. */
    Known amongst(Set<String> present) {
      return wrong == null || present.contains(wrong.uid())
          ? this
          : new Known(about, passed, null, trouble, at);
    }
  }

  /**
   * What one pod answered.
   *
   * @param uid of the pod
   * @param difference from what is expected; null if there is none
   * @param trouble why it could not be asked; null if it could
   */
  private record OfPod(String uid, @Nullable String difference, @Nullable String trouble) {}

  private final Recent<Known> known = new Recent<>();
  private final Background<List<OfPod>> background;
  private final Places places = new Places(AT_ONCE, AT_ONCE_OF_NAMESPACE);
  private final int port;

  /** Asks the port that every model server of ours has for inferences. */
  public GoldenProbe() {
    this(PORT, Background.PATIENCE);
  }

  GoldenProbe(int port, Duration patience) {
    this.port = port;
    background = new Background<>(patience);
  }

  /**
   * What its ready pods answered so far; those that were not asked yet are asked now.
   *
   * @param model the name that clients ask it by
   */
  public GoldenAnswers ask(Observation seen, String revision, String model, GoldenSet set) {
    String uid = seen.primary().getMetadata().getUid();
    String digest = set.digest();
    String about =
        "%s %s %s".formatted(revision, digest, Sizes.progressDeadline(seen.primary().getSpec()));
    Set<String> present =
        seen.podsOf(revision).stream()
            .filter(ModelPod::isPresent)
            .map(GoldenProbe::uid)
            .collect(Collectors.toSet());
    Known before = known.get(uid);
    Known now =
        before != null && before.about().equals(about)
            ? before.amongst(present)
            : Known.nothing(about);
    List<ModelPod> ready =
        seen.podsOf(revision).stream()
            .filter(ModelPod::isReady)
            .filter(pod -> pod.status().getPodIP() != null)
            .toList();
    List<ModelPod> open = ready.stream().filter(pod -> !isPassed(now, pod)).toList();
    Known then =
        isDue(now, open, seen.now())
            ? asked(uid, now, model, set, open, seen).amongst(present)
            : now;
    known.put(uid, then);
    return new GoldenAnswers(
        revision,
        digest,
        set.requests().size(),
        ready.stream()
            .filter(pod -> isPassed(then, pod))
            .map(ModelPod::name)
            .collect(Collectors.toSet()),
        then.wrong() == null ? null : then.wrong().difference(),
        open.isEmpty() ? null : then.trouble());
  }

  private static boolean isPassed(Known known, ModelPod pod) {
    return known.passed().contains(uid(pod));
  }

  private static String uid(ModelPod pod) {
    return pod.pod().getMetadata().getUid();
  }

  private static boolean isDue(Known known, List<ModelPod> open, Instant now) {
    return !open.isEmpty()
        && known.wrong() == null
        && (known.trouble() == null || !now.isBefore(known.at().plus(PAUSE)));
  }

  private Known asked(
      String uid,
      Known before,
      String model,
      GoldenSet set,
      List<ModelPod> open,
      Observation seen) {
    // whoever gets ready meanwhile is asked next
    Optional<List<OfPod>> answers =
        background.ask(uid, before.about(), () -> ask(open, model, set));
    if (answers.isEmpty()) {
      return before;
    }
    var passed = new HashSet<>(before.passed());
    OfPod wrong = null;
    String trouble = null;
    for (OfPod answer : answers.get()) {
      if (answer.difference() != null) {
        wrong = wrong == null ? answer : wrong;
      } else if (answer.trouble() != null) {
        trouble = trouble == null ? answer.trouble() : trouble;
      } else {
        passed.add(answer.uid());
      }
    }
    return new Known(before.about(), Set.copyOf(passed), wrong, trouble, seen.now());
  }

  /** Pods beside each other, the requests of each one after the other. */
  private List<OfPod> ask(List<ModelPod> pods, String model, GoldenSet set) {
    var answers = new ArrayList<OfPod>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<OfPod>> questions =
          pods.stream().map(pod -> (Callable<OfPod>) () -> ask(pod, model, set)).toList();
      for (Future<OfPod> answer : threads.invokeAll(questions)) {
        answers.add(answer.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return List.copyOf(answers);
  }

  private OfPod ask(ModelPod pod, String model, GoldenSet set) throws InterruptedException {
    String uid = uid(pod);
    try {
      for (Golden golden : set.requests()) {
        Post answer = answer(pod, model, golden);
        if (answer.revision() != null && !answer.revision().equals(pod.revision())) {
          // the pod has gone, and another one has its address
          return new OfPod(
              uid, null, trouble(pod, "revision " + answer.revision() + " answers there"));
        }
        if (isForNow(answer.status())) {
          return new OfPod(uid, null, trouble(pod, "HTTP status " + answer.status()));
        }
        String difference = difference(golden, answer);
        if (difference != null) {
          String told = "pod %s, %s".formatted(pod.name(), difference);
          return new OfPod(uid, cut(told, MOST_TOLD), null);
        }
      }
      return new OfPod(uid, null, null);
    } catch (IOException e) {
      return new OfPod(uid, null, trouble(pod, String.valueOf(e.getMessage())));
    }
  }

  private Post answer(ModelPod pod, String model, Golden golden)
      throws IOException, InterruptedException {
    String path = "/v2/models/" + model + "/infer";
    return places.take(
        pod.pod().getMetadata().getNamespace(),
        () ->
            Post.to(
                pod.status().getPodIP(), port, path, golden.request().toString(), Post.MOST_TIME));
  }

  private String trouble(ModelPod pod, String what) {
    return "pod %s cannot be asked on port %d: %s".formatted(pod.name(), port, what);
  }

  /** Whether it only has no time: it is asked again. */
  private static boolean isForNow(int status) {
    return status == TOO_MANY_REQUESTS
        || status == HttpURLConnection.HTTP_UNAVAILABLE
        || status == HttpURLConnection.HTTP_GATEWAY_TIMEOUT;
  }

  private static @Nullable String difference(Golden golden, Post answer) {
    if (answer.status() != HttpURLConnection.HTTP_OK) {
      return "request %s: HTTP status %d %s"
          .formatted(golden.name(), answer.status(), cut(answer.body().strip(), MOST_ERROR))
          .strip();
    }
    try {
      JsonNode json = MAPPER.readTree(answer.body());
      return Comparison.difference(golden, json).orElse(null);
    } catch (JsonProcessingException e) {
      return "request %s: the answer is not JSON".formatted(golden.name());
    }
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) + "…" : text;
  }
}
