package dev.fairlead.bench.load;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An open loop: each request is sent when it is due, whatever became of earlier ones, as long as a
 * socket is free. What finds none is counted and not sent: it would wait here, not at the server.
 */
public final class OpenLoad implements AutoCloseable {
  private final List<byte[]> requests;
  private final int sockets;
  private final ConcurrentLinkedDeque<Client> idle = new ConcurrentLinkedDeque<>();
  private final Semaphore free;

  private OpenLoad(List<byte[]> requests, int sockets) {
    this.requests = requests;
    this.sockets = sockets;
    this.free = new Semaphore(sockets);
  }

  /**
   * Opens the sockets.
   *
   * @param requests whole ones, sent in turns
   * @param sockets how many requests may be without their answer at a time
   */
  public static OpenLoad open(int port, List<byte[]> requests, int sockets) throws IOException {
    var load = new OpenLoad(requests, sockets);
    try {
      for (int i = 0; i < sockets; i++) {
        var client = new Client(port);
        load.idle.push(client);
        client.connect();
      }
      return load;
    } catch (IOException e) {
      load.close();
      throw e;
    }
  }

  /**
   * Sends from now until the window closes, and waits for the last answer.
   *
   * @return of those that were due in the window
   */
  public Flood run(double perSecond, Window window) throws InterruptedException {
    var schedule = new Schedule(System.nanoTime(), perSecond);
    var counted = new Tally();
    var warmUp = new Tally();
    for (long before = 0; schedule.due(before) < window.until(); before++) {
      long due = schedule.due(before);
      TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
      byte[] request = requests.get((int) (before % requests.size()));
      send(request, due, due < window.from() ? warmUp : counted);
    }
    free.acquire(sockets);
    free.release(sockets);
    return counted.of(window.seconds());
  }

  private void send(byte[] request, long due, Tally tally) {
    if (free.tryAcquire()) {
      Client client = idle.pop();
      Thread.ofVirtual().start(() -> ask(client, request, due, tally));
    } else {
      tally.unsent();
    }
  }

  private void ask(Client client, byte[] request, long due, Tally tally) {
    long begin = System.nanoTime();
    try {
      Answer answer = client.ask(request);
      tally.answered(answer.status(), begin - due, System.nanoTime() - begin);
    } catch (IOException e) {
      tally.broke(begin - due);
    } finally {
      idle.push(client);
      free.release();
    }
  }

  @Override
  public void close() {
    idle.forEach(Client::close);
  }
}
