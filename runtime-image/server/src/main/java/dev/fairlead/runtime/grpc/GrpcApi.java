package dev.fairlead.runtime.grpc;

import dev.fairlead.oip.GRPCInferenceServiceGrpc;
import dev.fairlead.runtime.access.AccessLog;
import dev.fairlead.runtime.config.RuntimeConfig;
import dev.fairlead.runtime.http.Gate;
import dev.fairlead.runtime.live.Forwards;
import dev.fairlead.runtime.metrics.ServerMetrics;
import dev.fairlead.runtime.trace.Tracing;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioEventLoopGroup;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The port of gRPC: the Open Inference Protocol, {@code grpc.health.v1} and reflection. Clients
 * keep their connections for long: each is ended after some time, another one for each, so that
 * they find new pods; and at once while others have the Service's requests.
 */
public final class GrpcApi {
  /** gRPC adds or takes up to a tenth by chance. */
  private static final Duration AGE = Duration.ofMinutes(5);

  private static final Duration LEAST_GRACE = Duration.ofMinutes(1);
  private static final Duration LAST_CALLS = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration PINGS = Duration.ofSeconds(10);
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_CALLS = 1_024;

  /** As for HTTP's bodies. */
  private static final int HEAP_PER_MESSAGES = 8;

  private final Server server;
  private final Gate gate;
  private final Connections connections = new Connections();
  private final Calls calls;
  private final Forwarding forwarding;
  private final HealthStatusManager health = new HealthStatusManager();
  private final EventLoopGroup loop;
  private final ExecutorService threads;

  private GrpcApi(
      RuntimeConfig config,
      Gate gate,
      ServerMetrics metrics,
      AccessLog log,
      Tracing tracing,
      Forwards forwards,
      Duration age) {
    this.gate = gate;
    // else gRPC unpacks a native library at each start, for nothing that shows with one loop
    System.setProperty("io.grpc.netty.shaded.io.netty.transport.noNative", "true");
    loop = new NioEventLoopGroup(1);
    threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("grpc-", 0).factory());
    long budget =
        Math.max(config.maxBodyBytes(), Runtime.getRuntime().maxMemory() / HEAP_PER_MESSAGES);
    Duration timeout = config.requestTimeout();
    forwarding =
        new Forwarding(
            forwards,
            new CandidateChannel(loop, threads, (int) Math.min(budget, Integer.MAX_VALUE)),
            timeout);
    calls =
        new Calls(
            config.revision(),
            new CallMetrics(metrics),
            new CallWatch(log, tracing),
            new Held(budget),
            forwarding);
    server =
        NettyServerBuilder.forPort(config.grpcPort())
            .channelFactory(connections)
            .bossEventLoopGroup(loop)
            .workerEventLoopGroup(loop)
            .executor(threads)
            .maxInboundMessageSize(config.maxBodyBytes())
            .maxInboundMetadataSize(MAX_HEADER_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS)
            .maxConnectionAge(age.toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(
                (timeout.compareTo(LEAST_GRACE) > 0 ? timeout : LEAST_GRACE).toMillis(),
                TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(PINGS.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .intercept(calls)
            .addService(new InferenceService(config, gate))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(olderReflection())
            .build();
    ready(false);
  }

  /** Of two versions the one that clients such as Python's still speak. */
  @SuppressWarnings("deprecation")
  private static BindableService olderReflection() {
    return ProtoReflectionService.newInstance();
  }

  /**
   * Opens the port.
   *
   * @throws UncheckedIOException if it cannot be opened
   */
  public static GrpcApi listen(
      RuntimeConfig config,
      Gate gate,
      ServerMetrics metrics,
      AccessLog log,
      Tracing tracing,
      Forwards forwards) {
    return listen(config, gate, metrics, log, tracing, forwards, AGE);
  }

  static GrpcApi listen(
      RuntimeConfig config,
      Gate gate,
      ServerMetrics metrics,
      AccessLog log,
      Tracing tracing,
      Forwards forwards,
      Duration age) {
    var api = new GrpcApi(config, gate, metrics, log, tracing, forwards, age);
    try {
      api.server.start();
      api.followRetirement();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return api;
  }

  private void followRetirement() {
    var unused =
        loop.scheduleWithFixedDelay(
            () -> {
              if (gate.isRetired()) {
                connections.goAway(LOOK);
              }
            },
            LOOK.toMillis(),
            LOOK.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** The port that is open. */
  public int port() {
    return server.getPort();
  }

  /** What {@code grpc.health.v1} says of the server and of the service. */
  public void ready(boolean ready) {
    ServingStatus status = ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
    health.setStatus(GRPCInferenceServiceGrpc.SERVICE_NAME, status);
  }

  /** Takes no more connections, and tells clients to open their next one elsewhere. */
  public void goAway() {
    server.shutdown();
  }

  /** Waits for the calls that are being answered, and ends; interrupted, it ends at once. */
  public void shutdown(Duration patience) {
    server.shutdown();
    try {
      // a client that is sent away may have begun a call that is still on its way
      if (!server.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS)) {
        calls.awaitNone(patience);
        server.shutdownNow();
        server.awaitTermination(LAST_CALLS.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    forwarding.close();
    threads.shutdown();
    var unused = loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
