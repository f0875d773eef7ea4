package dev.fairlead.runtime.grpc;

import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.runtime.execution.Job;
import dev.fairlead.runtime.execution.Refusal;
import dev.fairlead.runtime.http.Served;
import dev.fairlead.runtime.pipeline.Answer;
import dev.fairlead.runtime.pipeline.Request;
import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.protocol.oip.BadRequest;
import dev.fairlead.runtime.protocol.oip.InferRequest;
import dev.fairlead.runtime.protocol.oip.ModelId;
import dev.fairlead.runtime.protocol.oip.RequestCheck;
import dev.fairlead.runtime.protocol.oip.proto.AnswerWriter;
import dev.fairlead.runtime.protocol.oip.proto.RequestReader;
import dev.fairlead.runtime.tensor.NoRoomException;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes a call through the executor and its answer back to the client. */
final class Inference {
  private static final Logger LOG = Logger.getLogger(Inference.class.getName());
  private static final Duration LONGEST = Duration.ofHours(1);

  private final ModelId id;
  private final Duration otherwise;
  private final int mostTexts;

  /**
   * For one model.
   *
   * @param otherwise the time that a call without a deadline has
   * @param mostTexts in one call to a model of text
   */
  Inference(ModelId id, Duration otherwise, int mostTexts) {
    this.id = id;
    this.otherwise = otherwise;
    this.mostTexts = mostTexts;
  }

  void run(
      Served served,
      ModelInferRequest message,
      ServerCallStreamObserver<ModelInferResponse> answer) {
    try {
      InferRequest request = RequestReader.read(message);
      Request.Tensors tensors = RequestCheck.check(request, served.model().task(), mostTexts);
      Job job = served.executor().submit(tensors, timeout(), CallWatch.TRACE.get());
      answer.setOnCancelHandler(job::cancel);
      var unused =
          job.answer()
              .thenApply(
                  result ->
                      AnswerWriter.infer(
                          id, request.id(), ((Answer.Tensors) result).outputs(), request.binary()))
              .whenComplete((response, failure) -> answer(answer, response, failure));
    } catch (BadRequest e) {
      answer.onError(Codes.of(Problem.MALFORMED, String.valueOf(e.getMessage())));
    } catch (NoRoomException e) {
      answer.onError(Codes.of(Problem.OVERLOADED, String.valueOf(e.getMessage()), Refusal.SOON));
    } catch (RuntimeException e) {
      failed(answer, e);
    }
  }

  private Duration timeout() {
    Deadline deadline = Context.current().getDeadline();
    if (deadline == null) {
      return otherwise;
    }
    long nanos = Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    return Duration.ofNanos(Math.min(nanos, LONGEST.toNanos()));
  }

  private static void answer(
      StreamObserver<ModelInferResponse> answer,
      @Nullable ModelInferResponse response,
      @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    if (response != null) {
      answer.onNext(response);
      answer.onCompleted();
    } else if (cause instanceof Refusal refusal) {
      answer.onError(
          Codes.of(problem(refusal), String.valueOf(refusal.getMessage()), refusal.retryAfter()));
    } else {
      failed(answer, cause);
    }
  }

  private static Problem problem(Refusal refusal) {
    return switch (refusal.kind()) {
      case INVALID -> Problem.MALFORMED;
      case OVERLOADED -> Problem.OVERLOADED;
      case DEADLINE_EXCEEDED -> Problem.DEADLINE;
      case CANCELLED -> Problem.CLIENT_GONE;
      case FAILED -> Problem.FAILED;
    };
  }

  private static void failed(StreamObserver<?> answer, @Nullable Throwable cause) {
    LOG.log(Level.SEVERE, "a call cannot be answered", cause);
    answer.onError(Codes.of(Problem.FAILED, "the server failed: its log says why"));
  }
}
