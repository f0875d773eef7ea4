package dev.fairlead.operator.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Carries connections to the API server byte for byte, and can hold back its side or cut them. */
final class Relay implements AutoCloseable {
  private static final int HELD_SECONDS = 3;

  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final LoopbackPort port;
  private volatile CompletableFuture<Void> released = CompletableFuture.completedFuture(null);

  Relay(URI apiServer) throws IOException {
    target = apiServer.getPort();
    port = new LoopbackPort(this::carry);
  }

  URI through(URI uri) {
    return port.instead(uri.getScheme(), uri);
  }

  /** For a while nothing comes from the API server. */
  void hold() {
    released =
        new CompletableFuture<Void>().completeOnTimeout(null, HELD_SECONDS, TimeUnit.SECONDS);
  }

  /** Ends all connections; new ones are carried. */
  void cut() {
    open.forEach(Relay::end);
  }

  private void carry(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      open.add(client);
      open.add(server);
      Thread.ofPlatform().daemon().start(() -> copyAndEnd(client, server));
      InputStream news = server.getInputStream();
      var buffer = new byte[8192];
      for (int count = news.read(buffer); count >= 0; count = news.read(buffer)) {
        released.join();
        client.getOutputStream().write(buffer, 0, count);
      }
      open.remove(server);
    } catch (IOException ended) {
      // one side has ended, and so does the other
    } finally {
      open.remove(client);
    }
  }

  private static void copyAndEnd(Socket from, Socket to) {
    try (to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException ended) {
      // one side has ended, and so does the other
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    port.close();
    cut();
  }
}
