package dev.fairlead.runtime.http;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A life cycle that is where the test says. */
public final class TestGate implements Gate {
  /** What requests are answered by; null while nothing is. */
  public volatile @Nullable Served served;

  /** Whether liveness is said to be well. */
  public volatile boolean alive = true;

  /** Whether the Service leads to other revisions. */
  public volatile boolean retired;

  @Override
  public Optional<Served> served() {
    return Optional.ofNullable(served);
  }

  @Override
  public boolean isReady() {
    return served != null;
  }

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public boolean isDraining() {
    return false;
  }

  @Override
  public boolean isRetired() {
    return retired;
  }
}
