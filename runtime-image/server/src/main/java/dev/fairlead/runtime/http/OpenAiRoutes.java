package dev.fairlead.runtime.http;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.pipeline.Task;
import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.protocol.Reply;
import dev.fairlead.runtime.protocol.openai.ClassifyRequest;
import dev.fairlead.runtime.protocol.openai.EmbeddingsReader;
import dev.fairlead.runtime.protocol.openai.EmbeddingsRequest;
import dev.fairlead.runtime.protocol.openai.OpenAiError;
import dev.fairlead.runtime.protocol.openai.OpenAiWriter;
import dev.fairlead.runtime.protocol.openai.RerankRequest;
import dev.fairlead.runtime.protocol.openai.TextLimits;
import io.vertx.core.http.HttpMethod;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code /v1}: OpenAI's API. */
final class OpenAiRoutes {
  static final Exchange.Errors ERRORS =
      (status, message, param) -> OpenAiWriter.error(Problem.of(status), message, param);

  private static final long MILLIS = 1_000;
  private static final String MODELS = "/v1/models";
  private static final String CLASSIFICATION = "TextClassification";

  private final RuntimeConfig config;
  private final Gate gate;
  private final Bodies bodies;
  private final Inference inference;
  private final Forwarding forwarding;
  private final long created = ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS;

  OpenAiRoutes(
      RuntimeConfig config, Gate gate, Bodies bodies, Inference inference, Forwarding forwarding) {
    this.config = config;
    this.gate = gate;
    this.bodies = bodies;
    this.inference = inference;
    this.forwarding = forwarding;
  }

  void handle(Exchange exchange, String path) {
    if (path.equals(MODELS)) {
      exchange.only(
          HttpMethod.GET,
          () -> exchange.reply(200, OpenAiWriter.models(config.modelName(), created)));
    } else if (path.startsWith(MODELS + "/")) {
      String model = path.substring(MODELS.length() + 1);
      exchange.only(
          HttpMethod.GET,
          () -> {
            if (isHere(exchange, model)) {
              exchange.reply(200, OpenAiWriter.model(model, created));
            }
          });
    } else {
      switch (path) {
        case "/v1/embeddings" -> ask(exchange, "an embedding model", this::embeddings);
        case "/v1/classify" -> ask(exchange, "a classifier of texts", this::classes);
        case "/v1/rerank" -> ask(exchange, "a classifier of texts with one label", this::ranking);
        default ->
            exchange.fail(
                404,
                "there is nothing at this path: see /v1/models, /v1/embeddings, /v1/classify and"
                    + " /v1/rerank");
      }
    }
  }

  private boolean isHere(Exchange exchange, String model) {
    boolean here = model.equals(config.modelName());
    if (!here) {
      exchange.fail(
          404,
          "the model '%s' does not exist, only '%s'".formatted(model, config.modelName()),
          "model");
    }
    return here;
  }

  /**
   * What a body asks for.
   *
   * @param write the body of the answer
   */
  private record Asked(String model, List<Request.Text> texts, Function<Answer, byte[]> write) {}

  /** Reads bodies of one path. */
  @FunctionalInterface
  private interface Reader {
    /**
     * Reads one.
     *
     * @throws OpenAiError if it is none
     */
    Asked read(byte[] body) throws OpenAiError;
  }

  /** The reader for a model's task; empty: it is none for that path. */
  @FunctionalInterface
  private interface Readers {
    Optional<Reader> of(Task task);
  }

  private void ask(Exchange exchange, String kind, Readers readers) {
    exchange.only(HttpMethod.POST, () -> begin(exchange, kind, readers));
  }

  private void begin(Exchange exchange, String kind, Readers readers) {
    Observation observation = inference.observe(exchange, "openai");
    if (exchange.refusesMedia()) {
      return;
    }
    Optional<Served> served = gate.served();
    if (served.isEmpty()) {
      exchange.fail(503, "the model is not ready yet");
    } else {
      bodies.read(
          exchange,
          body ->
              forwarding.answer(
                  exchange,
                  observation,
                  body,
                  () -> answer(exchange, served.get(), kind, readers, body)));
    }
  }

  private void answer(Exchange exchange, Served served, String kind, Readers readers, byte[] body) {
    Task task = served.model().task();
    Optional<Reader> reader = readers.of(task);
    if (reader.isEmpty()) {
      exchange.fail(
          501,
          "'%s' is not %s: use /v2/models/%s/infer"
              .formatted(config.modelName(), kind, config.modelName()));
      return;
    }
    if (inference.refuses(exchange, served)) {
      return;
    }
    inference.read(exchange, body.length, () -> read(exchange, served, reader.get(), body));
  }

  private Runnable read(Exchange exchange, Served served, Reader reader, byte[] body) {
    try {
      Asked asked = reader.read(body);
      var texts = new Request.Texts(asked.texts());
      Optional<String> problem = served.model().task().problem(texts);
      return () -> run(exchange, served, asked, texts, problem);
    } catch (OpenAiError e) {
      return () -> exchange.fail(400, String.valueOf(e.getMessage()), e.param());
    }
  }

  private TextLimits limits(Task task) {
    return new TextLimits(config.maxTexts(), task.longestText());
  }

  private void run(
      Exchange exchange,
      Served served,
      Asked asked,
      Request.Texts texts,
      Optional<String> problem) {
    if (!isHere(exchange, asked.model())) {
      return;
    }
    if (problem.isPresent()) {
      exchange.fail(400, problem.get(), "input");
      return;
    }
    inference.run(exchange, served, texts, answer -> new Reply(asked.write().apply(answer)));
  }

  private Optional<Reader> embeddings(Task task) {
    return task.name().equals("Embedding")
        ? Optional.of(
            body -> {
              EmbeddingsRequest request = EmbeddingsReader.read(body, limits(task));
              if (request.model().equals(config.modelName())) {
                checkSize(request, task.outputs().getFirst().shape().getLast());
              }
              return new Asked(
                  request.model(),
                  request.texts(),
                  answer ->
                      OpenAiWriter.embeddings(
                          config.modelName(), (Answer.Embeddings) answer, request.base64()));
            })
        : Optional.empty();
  }

  private Optional<Reader> classes(Task task) {
    return task.name().equals(CLASSIFICATION)
        ? Optional.of(
            body -> {
              ClassifyRequest request = ClassifyRequest.read(body, limits(task));
              return new Asked(
                  request.model(),
                  request.texts(),
                  answer -> OpenAiWriter.classes(config.modelName(), (Answer.Scores) answer));
            })
        : Optional.empty();
  }

  /** A model with one label says how well two texts belong together. */
  private Optional<Reader> ranking(Task task) {
    return task.name().equals(CLASSIFICATION) && task.outputs().getLast().shape().getLast() == 1
        ? Optional.of(
            body -> {
              RerankRequest request = RerankRequest.read(body, config.maxTexts());
              return new Asked(
                  request.model(),
                  request.texts(),
                  answer -> OpenAiWriter.ranking(request, (Answer.Scores) answer));
            })
        : Optional.empty();
  }

  /** To cut vectors short is right only for models that were trained for it. */
  private static void checkSize(EmbeddingsRequest request, long size) throws OpenAiError {
    if (request.dimensions() != null && request.dimensions() != size) {
      throw new OpenAiError(
          "this model has vectors of %d dimensions: leave dimensions out".formatted(size),
          "dimensions");
    }
  }
}
