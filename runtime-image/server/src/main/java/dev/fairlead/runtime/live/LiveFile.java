package dev.fairlead.runtime.live;

import dev.fairlead.runtime.config.ConfigException;
import dev.fairlead.runtime.metrics.TrafficMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@code live.yaml} in a folder. The file is read again and again and its bytes are
 * compared: a few hundred of them cost less than what it takes to follow a change by events through
 * the links that a kubelet swaps, and nothing that changes within a clock's tick is missed.
 *
 * <p>What is wrong, or gone, changes nothing: the last good settings stay in force.
 */
public final class LiveFile implements Supplier<LiveSettings>, AutoCloseable {
  private static final Logger LOG = Logger.getLogger(LiveFile.class.getName());
  private static final String NAME = "live.yaml";
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final Path file;
  private final TrafficMetrics metrics;
  private final Consumer<LiveSettings> applied;
  private final Thread reader;
  private byte @Nullable [] last;
  private String problem = "";
  private volatile LiveSettings inForce = LiveSettings.NONE;

  private LiveFile(Path folder, TrafficMetrics metrics, Consumer<LiveSettings> applied) {
    this.file = folder.resolve(NAME);
    this.metrics = metrics;
    this.applied = applied;
    this.reader = Thread.ofPlatform().name("live-file").daemon().unstarted(this::lookAgainAndAgain);
  }

  /**
   * Reads it at once, and follows it from then on.
   *
   * @param folder that may not be there yet
   * @param applied is told what is in force from now on
   */
  public static LiveFile follow(
      Path folder, TrafficMetrics metrics, Consumer<LiveSettings> applied) {
    var live = new LiveFile(folder, metrics, applied);
    live.look();
    live.reader.start();
    return live;
  }

  @Override
  public LiveSettings get() {
    return inForce;
  }

  private void lookAgainAndAgain() {
    try {
      while (true) {
        Thread.sleep(PERIOD);
        look();
      }
    } catch (InterruptedException e) {
      // the end
    }
  }

  private void look() {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LiveReader.LARGEST + 1);
      if (!Arrays.equals(bytes, last)) {
        last = bytes;
        apply(LiveReader.read(bytes));
      }
    } catch (NoSuchFileException e) {
      missing();
    } catch (IOException e) {
      // once it can be read again it is new
      last = null;
      keep("it cannot be read: " + e.getMessage());
    } catch (ConfigException e) {
      keep(String.valueOf(e.getMessage()));
    }
  }

  private void missing() {
    // before the first it is as it should be
    if (last != null) {
      last = null;
      keep("it is gone");
    }
  }

  private void apply(LiveSettings settings) {
    inForce = settings;
    problem = "";
    applied.accept(settings);
    LOG.log(Level.INFO, "settings number {0} are in force", Long.toString(settings.generation()));
    // last: whoever reads the number relies on all of them
    metrics.live(settings.generation(), false);
  }

  private void keep(String what) {
    if (what.equals(problem)) {
      return;
    }
    problem = what;
    LOG.log(
        Level.SEVERE,
        "{0} is not followed, number {1} stays in force: {2}",
        new Object[] {NAME, Long.toString(inForce.generation()), what});
    // last: who sees it finds the reason in the log
    metrics.live(inForce.generation(), true);
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
