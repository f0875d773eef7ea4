package dev.fairlead.runtime.grpc;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.oip.ModelInferRequest;
import dev.fairlead.oip.ModelInferResponse;
import dev.fairlead.runtime.protocol.oip.proto.MessageCost;
import dev.fairlead.runtime.protocol.oip.proto.RequestReader;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads messages of {@code ModelInfer}. One of 16 MiB may hold millions of parts, which as objects
 * are more than the heap has: it is looked through first, and not read.
 */
final class BoundedMessages implements MethodDescriptor.Marshaller<ModelInferRequest> {
  /** As many as there are threads are read at a time: these do no harm. */
  private static final int SMALL = 64 << 10;

  private final MethodDescriptor.Marshaller<ModelInferRequest> messages;
  private final long most;

  /** {@code most}: bytes that the parts of one may take. */
  BoundedMessages(MethodDescriptor.Marshaller<ModelInferRequest> messages, long most) {
    this.messages = messages;
    this.most = most;
  }

  /** The service, with its messages bounded. */
  static ServerServiceDefinition in(ServerServiceDefinition service, long most) {
    MethodDescriptor<ModelInferRequest, ModelInferResponse> infer =
        GRPCInferenceServiceGrpc.getModelInferMethod();
    MethodDescriptor<ModelInferRequest, ModelInferResponse> bounded =
        infer.toBuilder(
                new BoundedMessages(infer.getRequestMarshaller(), most),
                infer.getResponseMarshaller())
            .build();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName())
            .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
    for (MethodDescriptor<?, ?> method : service.getServiceDescriptor().getMethods()) {
      descriptor.addMethod(isInfer(method) ? bounded : method);
    }
    ServerServiceDefinition.Builder methods = ServerServiceDefinition.builder(descriptor.build());
    for (ServerMethodDefinition<?, ?> method : service.getMethods()) {
      if (isInfer(method.getMethodDescriptor())) {
        @SuppressWarnings("unchecked")
        var handler =
            (ServerCallHandler<ModelInferRequest, ModelInferResponse>)
                method.getServerCallHandler();
        methods.addMethod(bounded, handler);
      } else {
        methods.addMethod(method);
      }
    }
    return methods.build();
  }

  private static boolean isInfer(MethodDescriptor<?, ?> method) {
    return method
        .getFullMethodName()
        .equals(GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName());
  }

  @Override
  public InputStream stream(ModelInferRequest message) {
    return messages.stream(message);
  }

  @Override
  public ModelInferRequest parse(InputStream stream) {
    try {
      InputStream message =
          stream instanceof KnownLength && stream.markSupported()
              ? stream
              : new ByteArrayInputStream(stream.readAllBytes());
      return isTooMuch(message) ? RequestReader.TOO_MANY_PARTS : messages.parse(message);
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("the message is not one of the protocol")
          .withCause(e)
          .asRuntimeException();
    }
  }

  private boolean isTooMuch(InputStream message) throws IOException {
    int size = message.available();
    if (size <= SMALL) {
      return false;
    }
    message.mark(size);
    boolean isTooMuch = MessageCost.of(message) > most;
    message.reset();
    return isTooMuch;
  }
}
