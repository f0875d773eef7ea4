package dev.fairlead.runtime.http;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.protocol.openai.EmbeddingsCodec;
import dev.fairlead.runtime.protocol.openai.EmbeddingsRequest;
import dev.fairlead.runtime.protocol.openai.OpenAiError;
import io.vertx.core.http.HttpMethod;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** {@code /v1}: OpenAI's API. */
final class OpenAiRoutes {
  static final Exchange.Errors ERRORS =
      (status, message, param) ->
          EmbeddingsCodec.error(
              message, type(status), param, status == 404 ? "model_not_found" : null);

  private static final long MILLIS = 1_000;

  private final RuntimeConfig config;
  private final Gate gate;
  private final Bodies bodies;
  private final Inference inference;
  private final long created = ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS;

  OpenAiRoutes(RuntimeConfig config, Gate gate, Bodies bodies, Inference inference) {
    this.config = config;
    this.gate = gate;
    this.bodies = bodies;
    this.inference = inference;
  }

  void handle(Exchange exchange, String path) {
    HttpMethod method = exchange.request().method();
    if (path.equals("/v1/models") && method.equals(HttpMethod.GET)) {
      exchange.reply(200, EmbeddingsCodec.models(config.modelName(), created));
    } else if (path.equals("/v1/models/" + config.modelName()) && method.equals(HttpMethod.GET)) {
      exchange.reply(200, EmbeddingsCodec.model(config.modelName(), created));
    } else if (path.equals("/v1/embeddings") && method.equals(HttpMethod.POST)) {
      inference.observe(exchange, "openai");
      Optional<Served> served = gate.served();
      if (served.isEmpty()) {
        exchange.fail(503, "the model is not ready yet");
      } else {
        bodies.read(exchange, body -> embed(exchange, served.get(), body));
      }
    } else {
      exchange.fail(404, "there is nothing at this path: see /v1/models and /v1/embeddings");
    }
  }

  private void embed(Exchange exchange, Served served, byte[] body) {
    if (!served.model().task().name().equals("Embedding")) {
      exchange.fail(
          501,
          "'%s' is not an embedding model: use /v2/models/%s/infer"
              .formatted(config.modelName(), config.modelName()));
      return;
    }
    try {
      EmbeddingsRequest request = EmbeddingsCodec.read(body);
      if (!request.model().equals(config.modelName())) {
        exchange.fail(
            404,
            "the model '%s' does not exist, only '%s'"
                .formatted(request.model(), config.modelName()),
            "model");
        return;
      }
      inference.run(
          exchange,
          served,
          new Request.Texts(request.texts()),
          answer ->
              EmbeddingsCodec.answer(
                  config.modelName(), (Answer.Embeddings) answer, request.base64()));
    } catch (OpenAiError e) {
      exchange.fail(400, String.valueOf(e.getMessage()), e.param());
    }
  }

  private static String type(int status) {
    return switch (status) {
      case 429 -> "rate_limit_error";
      case 504, 408 -> "timeout";
      case 500, 503 -> "server_error";
      default -> "invalid_request_error";
    };
  }
}
