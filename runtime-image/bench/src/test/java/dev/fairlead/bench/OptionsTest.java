package dev.fairlead.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fairlead.bench.model.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
  @Test
  void whatIsNotSaidHasADefault() {
    Options options = Options.of("--peers", "none");

    assertThat(options.time()).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.clients()).containsExactly(1, 4, 16, 64);
    assertThat(options.peers()).isEmpty();
    assertThat(options.workloads()).containsExactly(Workload.values());
  }

  @Test
  void eachModeHasItsWorkloads() {
    Options options = Options.of("--peers", "none", "--mode", "overload");

    assertThat(options.mode()).isEqualTo(Mode.OVERLOAD);
    assertThat(options.workloads()).containsExactly(Workload.MINILM);
    assertThat(options.deadline()).isEqualTo(Duration.ofSeconds(1));
    assertThat(Options.of("--peers", "none", "--mode", "overload", "--workload", "image"))
        .extracting(Options::workloads)
        .isEqualTo(List.of(Workload.IMAGE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.of("--peers", "none", "--mode", "walk"))
        .withMessage("there is no mode walk: they are race, overload, soak");
  }

  @Test
  void flameGraphsAreOfRaces() {
    assertThat(Options.of("--peers", "none").profile()).isNull();
    assertThat(Options.of("--peers", "none", "--profile", "a/flame.html").profile())
        .isEqualTo(Path.of("a/flame.html"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.of("--peers", "none", "--profile", "flame.svg"))
        .withMessageContaining("ends with .html");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Options.of("--peers", "none", "--mode", "overload", "--profile", "flame.html"))
        .withMessage("--profile goes with --mode race alone");
  }

  @Test
  void eachFlameGraphHasANameOfItsOwn() {
    assertThat(Profiler.name(Path.of("/a/flame.html"), Workload.MLP_BINARY, 16))
        .isEqualTo(Path.of("/a/flame-mlp-binary-16.html"));
  }

  @Test
  void peersHaveAPythonEach() {
    Options options =
        Options.of(
            "--peers",
            "litserve,kserve",
            "--python",
            "kserve=/k/python",
            "--python",
            "litserve=/l/python");

    assertThat(options.peers().keySet()).containsExactly("litserve", "kserve");
    assertThat(options.peers()).containsEntry("kserve", Path.of("/k/python"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.of("--peers", "kserve"))
        .withMessageContaining("start the race by runtime-image/bench/run");
  }

  @Test
  void mistakesAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.of("--second", "1"))
        .withMessage("there is no option --second: see run --help");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.of("--peers", "none", "--rounds", "0"))
        .withMessage("--rounds takes whole numbers above 0, not 0");
  }
}
