package dev.fairlead.runtime.grpc;

import dev.fairlead.runtime.http.Gate;
import dev.fairlead.runtime.http.Served;
import java.util.Optional;

/** A life cycle that is where the test says. */
final class TestGate implements Gate {
  volatile Served served;

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
    return true;
  }

  @Override
  public boolean isDraining() {
    return false;
  }
}
