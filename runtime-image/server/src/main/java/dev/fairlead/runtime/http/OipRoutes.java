package dev.fairlead.runtime.http;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.lifecycle.ServedModel;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.InferRequest;
import dev.fairlead.runtime.protocol.oip.InferRequestReader;
import dev.fairlead.runtime.protocol.oip.RequestCheck;
import dev.fairlead.runtime.protocol.oip.ResponseWriter;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code /v2}: the Open Inference Protocol. */
final class OipRoutes {
  static final Exchange.Errors ERRORS = (status, message, param) -> ResponseWriter.error(message);

  private final RuntimeConfig config;
  private final Gate gate;
  private final Bodies bodies;
  private final Inference inference;

  OipRoutes(RuntimeConfig config, Gate gate, Bodies bodies, Inference inference) {
    this.config = config;
    this.gate = gate;
    this.bodies = bodies;
    this.inference = inference;
  }

  void handle(Exchange exchange, String path) {
    List<String> parts =
        Arrays.stream(path.split("/", -1)).skip(2).map(OipRoutes::decoded).toList();
    boolean get = exchange.request().method().equals(HttpMethod.GET);
    if (parts.isEmpty() && get) {
      exchange.reply(200, ResponseWriter.server(Version.TEXT));
    } else if (parts.equals(List.of("health", "live")) && get) {
      flag(exchange, "live", gate.isAlive());
    } else if (parts.equals(List.of("health", "ready")) && get) {
      flag(exchange, "ready", gate.isReady());
    } else if (parts.size() >= 2 && parts.getFirst().equals("models")) {
      model(exchange, new ArrayList<>(parts.subList(1, parts.size())));
    } else {
      exchange.fail(
          404, "the Open Inference Protocol has nothing at this path, or not with this method");
    }
  }

  /** A plus stands for itself in a path, unlike in a form. */
  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // not an encoding, so not the name of anything here
      return segment;
    }
  }

  private static void flag(Exchange exchange, String name, boolean value) {
    exchange.reply(value ? 200 : 503, ResponseWriter.flag(name, value));
  }

  /** {@code NAME[/versions/VERSION][/ready|/infer]}. */
  private void model(Exchange exchange, List<String> parts) {
    String name = parts.removeFirst();
    if (!name.equals(config.modelName())) {
      exchange.fail(
          404, "there is no model '%s' here, only '%s'".formatted(name, config.modelName()));
      return;
    }
    if (parts.size() >= 2 && parts.getFirst().equals("versions")) {
      parts.removeFirst();
      String version = parts.removeFirst();
      if (!version.equals(config.modelVersion())) {
        exchange.fail(
            404,
            "there is no version '%s' of '%s' here, only '%s'"
                .formatted(version, name, config.modelVersion()));
        return;
      }
    }
    boolean get = exchange.request().method().equals(HttpMethod.GET);
    if (parts.equals(List.of("ready")) && get) {
      exchange.reply(gate.isReady() ? 200 : 503, ResponseWriter.flag("ready", gate.isReady()));
    } else if (parts.isEmpty() && get) {
      served(exchange).ifPresent(s -> metadata(exchange, s.model()));
    } else if (parts.equals(List.of("infer"))
        && exchange.request().method().equals(HttpMethod.POST)) {
      inference.observe(exchange, "oip");
      served(exchange).ifPresent(s -> bodies.read(exchange, body -> infer(exchange, s, body)));
    } else {
      exchange.fail(
          404,
          "a model has no such path, or not with this method: GET it, GET /ready, or POST /infer");
    }
  }

  private Optional<Served> served(Exchange exchange) {
    Optional<Served> served = gate.served();
    if (served.isEmpty()) {
      exchange.fail(503, "the model is not ready yet");
    }
    return served;
  }

  private void metadata(Exchange exchange, ServedModel model) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("format", model.format());
    properties.put("engine", model.model().engine());
    properties.put("device", model.model().device());
    properties.put("task", model.task().name());
    if (config.revision() != null) {
      properties.put("revision", config.revision());
    }
    if (model.digest() != null) {
      properties.put("digest", model.digest());
    }
    String platform = model.format().equals("ONNX") ? "onnx_onnxv1" : model.format();
    exchange.reply(
        200,
        ResponseWriter.model(
            config.modelName(),
            config.modelVersion(),
            platform,
            model.task().inputs(),
            model.task().outputs(),
            properties));
  }

  private void infer(Exchange exchange, Served served, byte[] body) {
    try {
      InferRequest request = new InferRequestReader(served.model().task().inputs()).read(body);
      Request.Tensors tensors = RequestCheck.check(request, served.model().task());
      inference.run(
          exchange,
          served,
          tensors,
          answer ->
              ResponseWriter.infer(
                  config.modelName(),
                  config.modelVersion(),
                  request.id(),
                  ((Answer.Tensors) answer).outputs()));
    } catch (BadRequest e) {
      exchange.fail(400, String.valueOf(e.getMessage()));
    }
  }
}
