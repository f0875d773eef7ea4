package dev.fairlead.runtime.grpc;

import dev.fairlead.oip.GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.oip.ModelMetadataRequest;
import dev.fairlead.oip.ModelMetadataResponse;
import dev.fairlead.oip.ModelReadyRequest;
import dev.fairlead.oip.ModelReadyResponse;
import dev.fairlead.oip.ServerLiveRequest;
import dev.fairlead.oip.ServerLiveResponse;
import dev.fairlead.oip.ServerMetadataRequest;
import dev.fairlead.oip.ServerMetadataResponse;
import dev.fairlead.oip.ServerReadyRequest;
import dev.fairlead.oip.ServerReadyResponse;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.http.Gate;
import dev.fairlead.runtime.http.Served;
import dev.fairlead.runtime.http.Version;
import dev.fairlead.runtime.lifecycle.ServedModel;
import dev.fairlead.runtime.protocol.Problem;
import dev.fairlead.runtime.protocol.oip.Extensions;
import dev.fairlead.runtime.protocol.oip.ModelId;
import dev.fairlead.runtime.protocol.oip.ResponseWriter;
import dev.fairlead.runtime.protocol.oip.proto.AnswerWriter;
import dev.fairlead.runtime.protocol.oip.proto.RequestReader;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** The Open Inference Protocol's six methods. */
final class InferenceService extends GRPCInferenceServiceImplBase {
  private final ModelId id;
  private final Gate gate;
  private final Inference inference;

  InferenceService(RuntimeConfig config, Gate gate) {
    this.id = new ModelId(config.modelName(), config.modelVersion());
    this.gate = gate;
    this.inference = new Inference(id, config.requestTimeout(), config.maxTexts());
  }

  @Override
  public void serverLive(ServerLiveRequest request, StreamObserver<ServerLiveResponse> answer) {
    reply(answer, ServerLiveResponse.newBuilder().setLive(gate.isAlive()).build());
  }

  @Override
  public void serverReady(ServerReadyRequest request, StreamObserver<ServerReadyResponse> answer) {
    reply(answer, ServerReadyResponse.newBuilder().setReady(gate.isReady()).build());
  }

  @Override
  public void modelReady(ModelReadyRequest request, StreamObserver<ModelReadyResponse> answer) {
    if (isHere(request.getName(), request.getVersion(), answer)) {
      reply(answer, ModelReadyResponse.newBuilder().setReady(gate.isReady()).build());
    }
  }

  @Override
  public void serverMetadata(
      ServerMetadataRequest request, StreamObserver<ServerMetadataResponse> answer) {
    reply(
        answer,
        ServerMetadataResponse.newBuilder()
            .setName(ResponseWriter.SERVER)
            .setVersion(Version.TEXT)
            .addAllExtensions(Extensions.SERVED)
            .build());
  }

  @Override
  public void modelMetadata(
      ModelMetadataRequest request, StreamObserver<ModelMetadataResponse> answer) {
    if (isHere(request.getName(), request.getVersion(), answer)) {
      served(answer).map(Served::model).ifPresent(model -> reply(answer, metadata(model)));
    }
  }

  private ModelMetadataResponse metadata(ServedModel model) {
    return AnswerWriter.model(id, model.platform(), model.task().inputs(), model.task().outputs());
  }

  @Override
  public void modelInfer(ModelInferRequest request, StreamObserver<ModelInferResponse> answer) {
    if (RequestReader.isUnread(request)
        || isHere(request.getModelName(), request.getModelVersion(), answer)) {
      served(answer)
          .ifPresent(
              served ->
                  inference.run(
                      served, request, (ServerCallStreamObserver<ModelInferResponse>) answer));
    }
  }

  private boolean isHere(String name, String version, StreamObserver<?> answer) {
    Optional<String> missing = id.missing(name, version.isEmpty() ? null : version);
    missing.ifPresent(message -> answer.onError(Codes.of(Problem.NOT_FOUND, message)));
    return missing.isEmpty();
  }

  private Optional<Served> served(StreamObserver<?> answer) {
    Optional<Served> served = gate.served();
    if (served.isEmpty()) {
      answer.onError(Codes.of(Problem.NOT_READY, "the model is not ready yet"));
    }
    return served;
  }

  private static <A> void reply(StreamObserver<A> answer, A message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
