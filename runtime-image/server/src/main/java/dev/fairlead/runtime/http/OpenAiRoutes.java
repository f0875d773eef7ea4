package dev.fairlead.runtime.http;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.pipeline.Task;
import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.protocol.Reply;
import dev.fairlead.runtime.protocol.openai.EmbeddingsReader;
import dev.fairlead.runtime.protocol.openai.EmbeddingsRequest;
import dev.fairlead.runtime.protocol.openai.OpenAiError;
import dev.fairlead.runtime.protocol.openai.OpenAiWriter;
import io.vertx.core.http.HttpMethod;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** {@code /v1}: OpenAI's API. */
final class OpenAiRoutes {
  static final Exchange.Errors ERRORS =
      (status, message, param) -> OpenAiWriter.error(Problem.of(status), message, param);

  private static final long MILLIS = 1_000;
  private static final String MODELS = "/v1/models";

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
    } else if (path.equals("/v1/embeddings")) {
      exchange.only(HttpMethod.POST, () -> embed(exchange));
    } else {
      exchange.fail(404, "there is nothing at this path: see /v1/models and /v1/embeddings");
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

  private void embed(Exchange exchange) {
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
                  exchange, observation, body, () -> embed(exchange, served.get(), body)));
    }
  }

  private void embed(Exchange exchange, Served served, byte[] body) {
    Task task = served.model().task();
    if (!task.name().equals("Embedding")) {
      exchange.fail(
          501,
          "'%s' is not an embedding model: use /v2/models/%s/infer"
              .formatted(config.modelName(), config.modelName()));
      return;
    }
    try {
      EmbeddingsRequest request = EmbeddingsReader.read(body);
      if (isHere(exchange, request.model())) {
        checkSize(request, task.outputs().getFirst().shape().getLast());
        var texts = new Request.Texts(request.texts());
        Optional<String> problem = task.problem(texts);
        if (problem.isPresent()) {
          throw new OpenAiError(problem.get(), "input");
        }
        inference.run(
            exchange,
            served,
            texts,
            answer ->
                new Reply(
                    OpenAiWriter.embeddings(
                        config.modelName(), (Answer.Embeddings) answer, request.base64())));
      }
    } catch (OpenAiError e) {
      exchange.fail(400, String.valueOf(e.getMessage()), e.param());
    }
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
