package dev.fairlead.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.runtime.engine.Cancellation;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.RunException;
import dev.fairlead.runtime.pipeline.TestTask;
import dev.fairlead.runtime.tensor.Datatype;
import dev.fairlead.runtime.tensor.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request among the model's files. */
class WarmupTest {
  private static final List<TensorSpec> TEXT =
      List.of(new TensorSpec("x", Datatype.BYTES, List.of(-1L)));
  private static final int LARGEST = 200;

  private final List<String> ran = new ArrayList<>();

  @TempDir Path folder;

  @Test
  void itIsRunOnce() throws Exception {
    warmUp(request("BYTES", "[1]", "\"hello\""));

    assertThat(ran).containsExactly("hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "BYTES | [2] | \"a\" | is no request to this model: the data of 'x' has 1 elements",
        "FP32  | [1] | 1   | is no request to this model: the input 'x' is FP32, the model takes"
            + " BYTES",
        "BYTES | [1] | \"bad\" | is a request on which the model fails: it is bad",
      })
  void whatGetsNoAnswerEndsTheStart(String datatype, String shape, String data, String message) {
    assertThatThrownBy(() -> warmUp(request(datatype, shape, data)))
        .isInstanceOfSatisfying(
            LoadException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ModelInvalid))
        .hasMessageStartingWith("the warmup samples/first.json " + message);
  }

  @Test
  void whatIsNotJsonEndsTheStart() {
    assertThatThrownBy(() -> warmUp("inputs"))
        .hasMessageStartingWith(
            "the warmup samples/first.json is no request to this model: the body is not valid"
                + " JSON");
  }

  @Test
  void itIsNoLargerThanARequestMayBe() {
    assertThatThrownBy(() -> warmUp(request("BYTES", "[1]", "\"" + "a".repeat(LARGEST) + "\"")))
        .hasMessage(
            "the warmup samples/first.json is larger than the 200 bytes that a request may have:"
                + " make it smaller, or raise maxBodyBytes");
  }

  @ParameterizedTest
  @CsvSource({"none.json", "samples", "../beside.json", "/etc/passwd", "samples/../model.held"})
  void onlyAFileOfTheModelIsRead(String name) throws Exception {
    Files.writeString(folder.resolve("beside.json"), request("BYTES", "[1]", "\"hello\""));
    Path model = Files.createDirectory(folder.resolve("model"));
    Files.createDirectory(model.resolve("samples"));
    Files.writeString(model.resolve("model.held"), "x");

    assertThatThrownBy(() -> Warmup.run(ModelFiles.of(model, model, "m"), name, task(), LARGEST, 1))
        .isInstanceOf(LoadException.class)
        .hasMessage(
            "the warmup %s is none of the model's files: name one by its path in their folder,"
                    .formatted(name)
                + " which holds model.held, samples");
    assertThat(ran).isEmpty();
  }

  private void warmUp(String body) throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("samples")).resolve("first.json"), body);
    Warmup.run(ModelFiles.of(folder, folder, "m"), "samples/first.json", task(), LARGEST, 1);
  }

  private TestTask task() {
    return new TestTask(TEXT, TEXT, this::run);
  }

  private void run(String text, int batch, Cancellation cancellation) throws RunException {
    ran.add(text);
    if (text.equals("bad")) {
      throw new RunException("it is bad");
    }
  }

  private static String request(String datatype, String shape, String data) {
    return "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"%s\",\"shape\":%s,\"data\":[%s]}]}"
        .formatted(datatype, shape, data);
  }
}
