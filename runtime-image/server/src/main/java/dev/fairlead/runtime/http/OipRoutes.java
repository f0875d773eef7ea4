package dev.fairlead.runtime.http;

import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.execution.Refusal;
import dev.fairlead.runtime.lifecycle.ServedModel;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.InferRequest;
import dev.fairlead.runtime.protocol.oip.InferRequestReader;
import dev.fairlead.runtime.protocol.oip.InferResponseWriter;
import dev.fairlead.runtime.protocol.oip.ModelId;
import dev.fairlead.runtime.protocol.oip.RequestCheck;
import dev.fairlead.runtime.protocol.oip.ResponseWriter;
import dev.fairlead.runtime.tensor.NoRoomException;
import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code /v2}: the Open Inference Protocol. */
final class OipRoutes {
  static final Exchange.Errors ERRORS = (status, message, param) -> ResponseWriter.error(message);

  private final RuntimeConfig config;
  private final ModelId id;
  private final Gate gate;
  private final Bodies bodies;
  private final Inference inference;
  private final Forwarding forwarding;

  OipRoutes(
      RuntimeConfig config, Gate gate, Bodies bodies, Inference inference, Forwarding forwarding) {
    this.config = config;
    this.id = new ModelId(config.modelName(), config.modelVersion());
    this.gate = gate;
    this.bodies = bodies;
    this.inference = inference;
    this.forwarding = forwarding;
  }

  void handle(Exchange exchange, String path) {
    List<String> parts =
        Arrays.stream(path.split("/", -1)).skip(2).map(OipRoutes::decoded).toList();
    switch (String.join("/", parts)) {
      case "" -> get(exchange, ResponseWriter.server(Version.TEXT));
      case "health/live" -> flag(exchange, "live", gate.isAlive());
      case "health/ready" -> flag(exchange, "ready", gate.isReady());
      default -> {
        if (parts.size() >= 2 && parts.getFirst().equals("models")) {
          model(exchange, new ArrayList<>(parts.subList(1, parts.size())));
        } else {
          exchange.fail(404, "the Open Inference Protocol has nothing at this path");
        }
      }
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

  private static void get(Exchange exchange, byte[] body) {
    exchange.only(HttpMethod.GET, () -> exchange.reply(200, body));
  }

  private static void flag(Exchange exchange, String name, boolean value) {
    exchange.only(
        HttpMethod.GET, () -> exchange.reply(value ? 200 : 503, ResponseWriter.flag(name, value)));
  }

  /** {@code NAME[/versions/VERSION][/ready|/infer]}. */
  private void model(Exchange exchange, List<String> parts) {
    String name = parts.removeFirst();
    String version = null;
    if (parts.size() >= 2 && parts.getFirst().equals("versions")) {
      parts.removeFirst();
      version = parts.removeFirst();
    }
    Optional<String> missing = id.missing(name, version);
    if (missing.isPresent()) {
      exchange.fail(404, missing.get());
      return;
    }
    switch (String.join("/", parts)) {
      case "" ->
          exchange.only(
              HttpMethod.GET, () -> served(exchange).ifPresent(s -> metadata(exchange, s.model())));
      case "ready" -> exchange.only(HttpMethod.GET, () -> ready(exchange));
      case "infer" -> exchange.only(HttpMethod.POST, () -> infer(exchange));
      default -> exchange.fail(404, "a model has no such path: GET it, GET /ready, or POST /infer");
    }
  }

  private void ready(Exchange exchange) {
    boolean ready = gate.isReady();
    exchange.reply(ready ? 200 : 503, ResponseWriter.modelReady(id.name(), ready));
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
    properties.put("device", model.model().device().text());
    properties.put("task", model.task().name());
    if (config.revision() != null) {
      properties.put("revision", config.revision());
    }
    if (model.digest() != null) {
      properties.put("digest", model.digest());
    }
    exchange.reply(
        200,
        ResponseWriter.model(
            id.name(),
            id.version(),
            model.platform(),
            model.task().inputs(),
            model.task().outputs(),
            properties));
  }

  private void infer(Exchange exchange) {
    Observation observation = inference.observe(exchange, "oip");
    if (exchange.refusesMedia()) {
      return;
    }
    served(exchange)
        .ifPresent(
            s ->
                bodies.read(
                    exchange,
                    body ->
                        forwarding.answer(
                            exchange, observation, body, () -> infer(exchange, s, body))));
  }

  private void infer(Exchange exchange, Served served, byte[] body) {
    if (inference.refuses(exchange, served)) {
      return;
    }
    String head = exchange.request().getHeader(Exchange.HEAD_LENGTH);
    inference.read(exchange, body.length, () -> read(exchange, served, head, body));
  }

  private Runnable read(Exchange exchange, Served served, @Nullable String header, byte[] body) {
    try {
      int head = head(header, body.length);
      var reader = new InferRequestReader(served.model().task().inputs());
      InferRequest request = head < 0 ? reader.read(body) : reader.read(body, head);
      Runnable next = checked(exchange, served, request);
      return () -> {
        exchange.id(request.id());
        next.run();
      };
    } catch (BadRequest e) {
      return () -> exchange.fail(400, String.valueOf(e.getMessage()));
    } catch (NoRoomException e) {
      return () -> exchange.failForNow(429, String.valueOf(e.getMessage()), Refusal.SOON);
    }
  }

  private Runnable checked(Exchange exchange, Served served, InferRequest request) {
    try {
      Request.Tensors tensors =
          RequestCheck.check(request, served.model().task(), config.maxTexts());
      return () -> run(exchange, served, request, tensors);
    } catch (BadRequest e) {
      return () -> exchange.fail(400, String.valueOf(e.getMessage()));
    }
  }

  private void run(
      Exchange exchange, Served served, InferRequest request, Request.Tensors tensors) {
    inference.run(
        exchange,
        served,
        tensors,
        answer ->
            InferResponseWriter.write(
                id.name(),
                id.version(),
                request.id(),
                ((Answer.Tensors) answer).outputs(),
                request.binary()));
  }

  /** How much of the body is JSON; -1: all of it, no header says otherwise. */
  private static int head(@Nullable String header, int length) throws BadRequest {
    if (header == null) {
      return -1;
    }
    try {
      int head = Integer.parseInt(header.strip());
      if (head >= 0 && head <= length) {
        return head;
      }
    } catch (NumberFormatException e) {
      // told below, in the same words as a number that is out of range
    }
    throw new BadRequest(
        "the header %s must be a whole number from 0 to the %d bytes of the body"
            .formatted(Exchange.HEAD_LENGTH, length));
  }
}
