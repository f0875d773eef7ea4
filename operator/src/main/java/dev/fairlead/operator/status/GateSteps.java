package dev.fairlead.operator.status;

import dev.fairlead.api.v1alpha1.MirrorStatus;
import dev.fairlead.api.v1alpha1.RolloutStatus;
import dev.fairlead.api.v1alpha1.VerificationStatus;
import dev.fairlead.operator.plan.GateCourse;
import dev.fairlead.operator.plan.MirrorCourse;
import dev.fairlead.operator.rollout.Gate;
import dev.fairlead.operator.rollout.analysis.MirrorJudgement;
import dev.fairlead.operator.rollout.verify.GoldenAnswers;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What a candidate has to pass before its first request: in the status, and in words. */
final class GateSteps {
  private GateSteps() {}

  /** What was found last stays in sight to the end of the rollout. */
  static @Nullable VerificationStatus verification(
      Situation situation, @Nullable RolloutStatus before) {
    GateCourse gate = situation.plan().gate();
    GoldenAnswers answers = gate == null ? null : gate.answers();
    if (gate == null || answers == null) {
      return before == null ? null : before.verification();
    }
    return new VerificationStatus(
        answers.requests(),
        answers.passed().size(),
        answers.isReadable() && gate.isVerified(),
        answers.digest(),
        answers.difference());
  }

  /** The same. */
  static @Nullable MirrorStatus mirror(Situation situation, @Nullable RolloutStatus before) {
    GateCourse gate = situation.plan().gate();
    MirrorCourse mirror = gate == null ? null : gate.mirror();
    if (gate == null || mirror == null) {
      return before == null ? null : before.mirror();
    }
    if (gate.gate() != Gate.MIRROR && mirror.since() == null && !mirror.isPassed()) {
      // it has not begun, or is over since the candidate failed
      return gate.gate() == Gate.FAILED && before != null ? before.mirror() : null;
    }
    MirrorJudgement judgement = mirror.judgement();
    String since =
        mirror.since() == null ? null : mirror.since().truncatedTo(ChronoUnit.SECONDS).toString();
    if (judgement == null) {
      return new MirrorStatus(
          mirror.percent(), mirror.isPassed(), since, null, null, null, null, null);
    }
    return new MirrorStatus(
        mirror.percent(),
        mirror.isPassed(),
        since,
        judgement.counts().compared(),
        judgement.missing(),
        judgement.counts().failed(),
        MirrorJudgement.number(judgement.largestDifference()),
        judgement.agreement() == null ? null : MirrorJudgement.percent(judgement.agreement()));
  }

  /** Such as "; 2 golden requests, 1 pod answered them as expected"; empty where none is open. */
  static String text(Situation situation) {
    GateCourse gate = situation.plan().gate();
    if (gate == null) {
      return "";
    }
    return switch (gate.gate()) {
      case VERIFY -> verifying(gate.answers());
      case MIRROR -> mirroring(gate.mirror());
      case OPEN, FAILED -> "";
    };
  }

  private static String verifying(@Nullable GoldenAnswers answers) {
    if (answers == null) {
      return "; golden requests are asked";
    }
    String trouble = answers.trouble() == null ? "" : "; " + answers.trouble();
    return "; %d golden requests are asked, %d pods have answered all of them as expected%s"
        .formatted(answers.requests(), answers.passed().size(), trouble);
  }

  private static String mirroring(@Nullable MirrorCourse mirror) {
    if (mirror == null) {
      return "";
    }
    String share = "; %d %% of the requests are mirrored".formatted(mirror.percent());
    if (mirror.since() == null) {
      return share + ", not yet by every pod that serves";
    }
    MirrorJudgement judgement = mirror.judgement();
    return judgement == null ? share : share + "; " + judgement.text();
  }
}
