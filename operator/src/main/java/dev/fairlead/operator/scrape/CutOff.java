package dev.fairlead.operator.scrape;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.fairlead.operator.plan.GoDuration;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Ends a conversation in time, whatever the other side does: takes nothing in, or sends its headers
 * byte by byte.
 */
final class CutOff {
  private CutOff() {}

  /**
   * What comes of it.
   *
   * @throws SocketTimeoutException if that takes longer
   */
  static <T> T after(Duration most, Callable<T> conversation)
      throws IOException, InterruptedException {
    // cut off, a virtual thread closes the socket that it waits for
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      return thread
          .invokeAll(List.of(conversation), most.toMillis(), MILLISECONDS)
          .getFirst()
          .get();
    } catch (CancellationException e) {
      throw new SocketTimeoutException("it did not answer within " + GoDuration.format(most));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }
}
