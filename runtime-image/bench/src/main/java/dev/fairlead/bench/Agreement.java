package dev.fairlead.bench;

import ai.onnxruntime.OrtException;
import dev.fairlead.bench.model.Input;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** Whether two servers give the same answer: who computes something else is not to be compared. */
final class Agreement {
  private static final int SAMPLES = 8;
  private static final double SAME = 0.9999;
  private static final double SAME_LENGTH = 0.001;

  private Agreement() {}

  /**
   * Asks a server one by one, and then for all at once: one that batches could mix up rows, or let
   * them feel their neighbours.
   *
   * @throws IllegalStateException if it says something else than ONNX Runtime
   */
  static void check(Contender contender, Running server, List<Input> inputs, Raw raw)
      throws IOException, OrtException, InterruptedException {
    List<Input> some = inputs.subList(0, Math.min(SAMPLES, inputs.size()));
    List<byte[]> requests = some.stream().map(contender.dialect()::request).toList();
    var expected = new ArrayList<float[]>();
    for (Input input : some) {
      expected.add(raw.run(List.of(input)).getFirst());
    }
    for (int i = 0; i < requests.size(); i++) {
      check(contender, expected.get(i), server.ask(requests.get(i)));
    }
    List<byte[]> answers = atOnce(contender.name(), server, requests);
    for (int i = 0; i < requests.size(); i++) {
      check(contender, expected.get(i), answers.get(i));
    }
  }

  private static List<byte[]> atOnce(String name, Running server, List<byte[]> requests)
      throws IOException, InterruptedException {
    List<Callable<byte[]>> questions = new ArrayList<>();
    for (byte[] request : requests) {
      questions.add(() -> server.ask(request));
    }
    var answers = new ArrayList<byte[]>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(questions)) {
        answers.add(answer.get());
      }
    } catch (ExecutionException e) {
      throw new IOException(name + " fails when asked by some clients at once", e);
    }
    return answers;
  }

  private static void check(Contender contender, float[] expected, byte[] answer) {
    check(contender.name(), expected, contender.dialect().read(answer));
  }

  /**
   * Compares.
   *
   * @throws IllegalStateException if they differ
   */
  static void check(String name, float[] expected, float[] actual) {
    double cosine = cosine(expected, actual);
    if (!(cosine > SAME)) {
      throw new IllegalStateException(
          "%s computes something else than ONNX Runtime: the cosine is %.6f, not above %s"
              .formatted(name, cosine, SAME));
    }
    double ratio = length(actual) / length(expected);
    if (!(Math.abs(ratio - 1) < SAME_LENGTH)) {
      throw new IllegalStateException(
          "%s computes something else than ONNX Runtime: its answer is %.4f times as long"
              .formatted(name, ratio));
    }
  }

  /** NaN where there are not as many numbers. */
  static double cosine(float[] one, float[] other) {
    if (one.length != other.length) {
      return Double.NaN;
    }
    double product = 0;
    for (int i = 0; i < one.length; i++) {
      product += (double) one[i] * other[i];
    }
    return product / (length(one) * length(other));
  }

  /** As a vector. */
  private static double length(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += (double) value * value;
    }
    return Math.sqrt(square);
  }
}
