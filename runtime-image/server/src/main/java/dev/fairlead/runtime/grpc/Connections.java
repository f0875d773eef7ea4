package dev.fairlead.runtime.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFactory;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of a port, each of which can be ended while the port stays open. gRPC's own
 * server ends all of them, with the port, or each at one age that never changes: so they are noted
 * down when they are accepted.
 */
final class Connections implements ChannelFactory<NioServerSocketChannel> {
  /** When they were opened, as {@link System#nanoTime}; without those that were told to go. */
  private final Map<Channel, Long> opened = new ConcurrentHashMap<>();

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  /** {@code most} of them at the same time; whoever comes then is cut off. */
  Connections(int most) {
    this.most = most;
  }

  @Override
  public NioServerSocketChannel newChannel() {
    return new Port();
  }

  /**
   * Tells the clients of those that are as old to open their next connection (GOAWAY). A call that
   * has begun, or is on its way, gets its answer. Younger ones have time for a call first: what is
   * ended before that would be opened again and again.
   */
  void goAway(Duration age) {
    long now = System.nanoTime();
    opened.forEach(
        (connection, since) -> {
          if (now - since >= age.toNanos() && opened.remove(connection) != null) {
            // gRPC's handler takes it for the wish to end as a server does that shuts down
            var unused = connection.close();
          }
        });
  }

  /** Whether there is room for it. */
  private boolean isTaken(Channel connection) {
    if (open.get() >= most) {
      connection.unsafe().closeForcibly();
      return false;
    }
    open.incrementAndGet();
    opened.put(connection, System.nanoTime());
    var unused = connection.closeFuture().addListener(closed -> closed(connection));
    return true;
  }

  private void closed(Channel connection) {
    open.decrementAndGet();
    opened.remove(connection);
  }

  /** Where they are accepted. */
  private final class Port extends NioServerSocketChannel {
    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      int known = accepted.size();
      int count = super.doReadMessages(accepted);
      accepted
          .subList(known, accepted.size())
          .removeIf(connection -> !isTaken((Channel) connection));
      return count < 0 ? count : accepted.size() - known;
    }
  }
}
