package dev.fairlead.runtime.grpc;

import dev.fairlead.runtime.live.Target;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the candidate, on the server's own threads; there is one candidate at a time.
 */
final class CandidateChannel {
  /** A node that is gone closes no connection. */
  private static final long PING_SECONDS = 20;

  private final EventLoopGroup loop;
  private final Executor threads;
  private final int largest;
  private @Nullable Target target;
  private @Nullable ManagedChannel channel;

  /** {@code largest}: bytes of an answer. */
  CandidateChannel(EventLoopGroup loop, Executor threads, int largest) {
    this.loop = loop;
    this.threads = threads;
    this.largest = largest;
  }

  /** Made when it is needed first: most servers never do. */
  synchronized Channel to(Target wanted) {
    ManagedChannel made = channel;
    if (made == null || !wanted.equals(target)) {
      close();
      made =
          NettyChannelBuilder.forAddress(wanted.host(), wanted.port())
              .eventLoopGroup(loop)
              .channelType(NioSocketChannel.class)
              .executor(threads)
              .maxInboundMessageSize(largest)
              .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
              .usePlaintext()
              .build();
      target = wanted;
      channel = made;
    }
    return made;
  }

  /** Runs it after that time, and must not wait for anything. */
  Future<?> after(Duration time, Runnable run) {
    return loop.schedule(run, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** There was no connection: the next call tries again, as one of REST does. */
  synchronized void failed() {
    if (channel != null) {
      channel.resetConnectBackoff();
    }
  }

  /** Calls that are under way go on. */
  synchronized void close() {
    if (channel != null) {
      channel.shutdown();
      channel = null;
    }
  }
}
