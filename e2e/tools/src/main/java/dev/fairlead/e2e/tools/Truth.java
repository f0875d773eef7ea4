package dev.fairlead.e2e.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds what the status claims against what clients get, in the order in which one observer saw
 * both. Two things are lies: {@code Ready=True} for the declared version before it has answered,
 * and, while that claim stands, anything but an answer of it. Versions have to be unique.
 */
final class Truth {
  /**
   * The claim that stood at one moment.
   *
   * @param number counts the changes of the claim
   */
  record Claim(int number, String version, boolean ready) {}

  private final List<String> timeline = new ArrayList<>();
  private final List<String> lies = new ArrayList<>();
  private final List<Long> leadMillis = new ArrayList<>();
  private Claim claim = new Claim(0, "", false);
  private long firstAnswer = -1;
  private int claims;
  private int answers;
  private int answersUnderClaim;

  /** The claim that a client who asks now may rely on. */
  synchronized Claim claim() {
    return claim;
  }

  /** The watch tells of this; {@code millis} since the start, here and below. */
  synchronized void declared(String version, boolean ready, long millis) {
    if (!version.equals(claim.version())) {
      change(version, false, millis, version.isEmpty() ? "nothing is declared" : "declared");
      firstAnswer = -1;
    }
    if (ready == claim.ready()) {
      return;
    }
    change(version, ready, millis, ready ? "Ready" : "not Ready");
    if (ready) {
      claims++;
      if (firstAnswer < 0) {
        lies.add("Ready=True for %s before it answered".formatted(version));
      } else {
        leadMillis.add(millis - firstAnswer);
      }
    }
  }

  /**
   * A client asked under {@code relied} and got this.
   *
   * @param got the version that answered, or what went wrong
   */
  synchronized void answered(Claim relied, String got, long millis) {
    answers++;
    if (firstAnswer < 0 && got.equals(claim.version())) {
      firstAnswer = millis;
      note(millis, got + " answers");
    }
    // a claim that came or went meanwhile is no measure
    if (relied.equals(claim) && claim.ready()) {
      answersUnderClaim++;
      if (!got.equals(claim.version())) {
        lies.add("Ready=True for %s, but a client got: %s".formatted(claim.version(), got));
      }
    }
  }

  /** All of it, to print. */
  synchronized Map<String, Object> seen() {
    return Map.of(
        "claims",
        claims,
        "claimed",
        claim.ready() ? claim.version() : "",
        "answers",
        answers,
        "answersUnderClaim",
        answersUnderClaim,
        "leadMillis",
        List.copyOf(leadMillis),
        "lies",
        List.copyOf(lies),
        "timeline",
        List.copyOf(timeline));
  }

  private void change(String version, boolean ready, long millis, String what) {
    claim = new Claim(claim.number() + 1, version, ready);
    answersUnderClaim = 0;
    note(millis, (version + " " + what).strip());
  }

  private void note(long millis, String what) {
    timeline.add(String.format(Locale.ROOT, "%.3f %s", millis / 1_000.0, what));
  }
}
