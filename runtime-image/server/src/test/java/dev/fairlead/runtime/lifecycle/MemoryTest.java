package dev.fairlead.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
  private static final long MIB = 1 << 20;

  /** Each row, in MiB: the model's files, the limit. */
  @ParameterizedTest
  @CsvSource({"0,64", "100,194", "1000,1364"})
  void whatFitsIsLoaded(long size, long limit) {
    assertThatCode(() -> Memory.check(size * MIB, limit * MIB)).doesNotThrowAnyException();
  }

  /** Each row, in MiB: the model's files, the limit, what is said to be needed. */
  @ParameterizedTest
  @CsvSource({"0,63,64", "100,193,194", "90,128,181", "1000,1363,1364"})
  void whatDoesNotIsToldBeforeTheKernelKillsTheServer(long size, long limit, long needed) {
    LoadException refused =
        catchThrowableOfType(LoadException.class, () -> Memory.check(size * MIB, limit * MIB));

    assertThat(refused.reason()).isEqualTo(Reason.OutOfMemory);
    assertThat(refused)
        .hasMessage(
            "a model of %d MiB needs about %d MiB and the memory limit is %d MiB: raise"
                    .formatted(size, needed, limit)
                + " spec.resources.limits.memory");
  }
}
