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
  /**
   * What clients may take.
   *
   * @param age of a connection; gRPC adds or takes up to a tenth by chance
   * @param patience until a call's message is whole
   * @param budget bytes of all messages without an answer
   * @param connections at the same time
   */
  record Limits(Duration age, Duration patience, long budget, int connections) {
    private static final Duration AGE = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CONNECTIONS = 4_096;

    /** A message as large as any may be fits, with what is kept beside it. */
    static Limits of(RuntimeConfig config) {
      long largest = config.maxBodyBytes() + config.maxBodyBytes() / 4L;
      return new Limits(AGE, PATIENCE, Math.max(largest, shareOfHeap()), CONNECTIONS);
    }
  }

  /** As for HTTP's bodies. */
  private static final int HEAP_PER_MESSAGES = 8;

  private static final Duration LEAST_GRACE = Duration.ofMinutes(1);

  /** In which clients that were sent away end their connections, after what was on its way. */
  private static final Duration LAST_CALLS = Duration.ofSeconds(3);

  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration PINGS = Duration.ofSeconds(10);
  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_CALLS = 1_024;

  private final Server server;
  private final Gate gate;
  private final Connections connections;
  private final Arrivals arrivals;
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
      Limits limits) {
    this.gate = gate;
    connections = new Connections(limits.connections());
    arrivals = new Arrivals(limits.patience());
    // else gRPC unpacks a native library at each start, for nothing that shows with one loop
    System.setProperty("io.grpc.netty.shaded.io.netty.transport.noNative", "true");
    loop = new NioEventLoopGroup(1);
    threads =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(),
            Thread.ofPlatform().name("grpc-", 0).factory());
    Duration timeout = config.requestTimeout();
    forwarding =
        new Forwarding(
            forwards,
            new CandidateChannel(loop, threads, (int) Math.min(limits.budget(), Integer.MAX_VALUE)),
            timeout);
    calls =
        new Calls(
            config.revision(),
            new CallMetrics(metrics),
            new CallWatch(log, tracing),
            arrivals,
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
            .maxConnectionAge(limits.age().toMillis(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(
                (timeout.compareTo(LEAST_GRACE) > 0 ? timeout : LEAST_GRACE).toMillis(),
                TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(PINGS.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addStreamTracerFactory(Incoming.counting(new Held(limits.budget())))
            .intercept(calls)
            .addService(
                BoundedMessages.in(new InferenceService(config, gate).bindService(), shareOfHeap()))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(olderReflection())
            .build();
    ready(false);
  }

  private static long shareOfHeap() {
    return Runtime.getRuntime().maxMemory() / HEAP_PER_MESSAGES;
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
    return listen(config, gate, metrics, log, tracing, forwards, Limits.of(config));
  }

  static GrpcApi listen(
      RuntimeConfig config,
      Gate gate,
      ServerMetrics metrics,
      AccessLog log,
      Tracing tracing,
      Forwards forwards,
      Limits limits) {
    var api = new GrpcApi(config, gate, metrics, log, tracing, forwards, limits);
    try {
      api.server.start();
      api.followRetirement();
      api.followArrivals();
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

  private void followArrivals() {
    long look = arrivals.look().toMillis();
    var unused = loop.scheduleWithFixedDelay(arrivals::endLate, look, look, TimeUnit.MILLISECONDS);
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
    Duration first = patience.compareTo(LAST_CALLS) < 0 ? patience : LAST_CALLS;
    try {
      // a client that is sent away may have begun a call that is still on its way
      if (!server.awaitTermination(first.toMillis(), TimeUnit.MILLISECONDS)) {
        calls.awaitNone(patience.minus(first));
        server.shutdownNow();
        server.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
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
