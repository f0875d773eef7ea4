package dev.fairlead.runtime.live;

import dev.fairlead.runtime.config.ConfigException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads {@code live.yaml}: one document of YAML, or of JSON, which is YAML too. What is not known
 * is an error.
 */
final class LiveReader {
  /** A document has few settings. */
  static final int LARGEST = 64 * 1024;

  private static final Set<String> DOCUMENT =
      Set.of("generation", "share", "mirror", "retired", "logLevel");
  private static final Set<String> SHARE = Set.of("percent", "target", "grpcTarget", "sticky");
  private static final Set<String> STICKY = Set.of("header");
  private static final Set<String> MIRROR = Set.of("percent", "target", "maxRelativeDifference");

  private static final Pattern TARGET =
      Pattern.compile("([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?):([1-9]\\d{0,4})");
  private static final int MAX_PORT = 65_535;

  /** What HTTP and gRPC both take. */
  private static final Pattern HEADER =
      Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}(?<!-[Bb][Ii][Nn])");

  private static final BigDecimal MOST_PERCENT = BigDecimal.valueOf(100);

  private static final Map<String, Level> LEVELS =
      Map.of(
          "Error", Level.SEVERE,
          "Warning", Level.WARNING,
          "Info", Level.INFO,
          "Debug", Level.FINE,
          "Trace", Level.FINEST);

  private LiveReader() {}

  /**
   * The whole document.
   *
   * @throws ConfigException with the place in it and the cure
   */
  static LiveSettings read(byte[] document) throws ConfigException {
    if (document.length > LARGEST) {
      throw new ConfigException("it is larger than %d bytes: shorten it".formatted(LARGEST));
    }
    Node node = Node.of("", parsed(document), DOCUMENT);
    return new LiveSettings(
        generation(node), share(node), mirror(node), node.texts("retired"), level(node));
  }

  private static @Nullable Object parsed(byte[] document) throws ConfigException {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
      return new Load(LoadSettings.builder().setLabel("live.yaml").build()).loadFromString(text);
    } catch (CharacterCodingException e) {
      throw new ConfigException("it is not text in UTF-8: save it as such");
    } catch (YamlEngineException e) {
      throw new ConfigException("it is not one document of YAML: " + firstLine(e));
    }
  }

  private static String firstLine(YamlEngineException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static long generation(Node node) throws ConfigException {
    try {
      long generation = node.number("generation").longValueExact();
      if (generation > 0) {
        return generation;
      }
    } catch (ArithmeticException e) {
      // told below, in the same words as a number that is out of range
    }
    throw node.wrong("generation", "give a whole number above 0");
  }

  private static @Nullable Share share(Node document) throws ConfigException {
    Optional<Node> found = document.node("share", SHARE);
    if (found.isEmpty()) {
      return null;
    }
    Node share = found.get();
    Percent percent = percent(share);
    Target target = target(share, "target");
    Target grpcTarget = target(share, "grpcTarget");
    Optional<Node> sticky = share.node("sticky", STICKY);
    String header = sticky.isEmpty() ? null : header(sticky.get());
    if (target == null && grpcTarget == null) {
      throw share.wrong("target", "give HOST:PORT, or leave share out");
    }
    return percent.hundredths() == 0 ? null : new Share(percent, target, grpcTarget, header);
  }

  private static String header(Node sticky) throws ConfigException {
    String header = sticky.text("header");
    if (header != null && HEADER.matcher(header).matches()) {
      return header;
    }
    throw sticky.wrong(
        "header", "give a header's name, of letters, digits and -, that does not end with -bin");
  }

  private static @Nullable Mirror mirror(Node document) throws ConfigException {
    Optional<Node> found = document.node("mirror", MIRROR);
    if (found.isEmpty()) {
      return null;
    }
    Node mirror = found.get();
    Percent percent = percent(mirror);
    Target target = target(mirror, "target");
    double difference = mirror.number("maxRelativeDifference").doubleValue();
    if (target == null) {
      throw mirror.wrong("target", "give HOST:PORT, or leave mirror out");
    }
    if (!(difference >= 0 && difference <= 1)) {
      throw mirror.wrong("maxRelativeDifference", "give a number from 0 to 1");
    }
    return percent.hundredths() == 0 ? null : new Mirror(percent, target, difference);
  }

  private static Percent percent(Node node) throws ConfigException {
    BigDecimal percent = node.number("percent");
    if (percent.signum() >= 0 && percent.compareTo(MOST_PERCENT) <= 0) {
      try {
        return new Percent(percent.movePointRight(2).intValueExact());
      } catch (ArithmeticException e) {
        // told below, in the same words as a number that is out of range
      }
    }
    throw node.wrong("percent", "give a number from 0 to 100 with at most two decimals");
  }

  private static @Nullable Target target(Node node, String key) throws ConfigException {
    String text = node.text(key);
    if (text == null) {
      return null;
    }
    Matcher form = TARGET.matcher(text);
    if (form.matches()) {
      int port = Integer.parseInt(form.group(3));
      if (port <= MAX_PORT) {
        return new Target(form.group(1), port);
      }
    }
    throw node.wrong(key, "give HOST:PORT");
  }

  private static Level level(Node node) throws ConfigException {
    String name = node.text("logLevel");
    Level level = name == null ? LiveSettings.NONE.logLevel() : LEVELS.get(name);
    if (level == null) {
      throw node.wrong("logLevel", "give one of " + new TreeMap<>(LEVELS).keySet());
    }
    return level;
  }
}
