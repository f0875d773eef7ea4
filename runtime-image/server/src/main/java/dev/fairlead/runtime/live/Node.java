package dev.fairlead.runtime.live;

import dev.fairlead.runtime.config.ConfigException;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A mapping in a document and its place there, which is told with each value that is wrong. */
final class Node {
  private final String path;
  private final Map<?, ?> entries;

  private Node(String path, Map<?, ?> entries) {
    this.path = path;
    this.entries = entries;
  }

  /**
   * A mapping.
   *
   * @param path of it; empty for the document
   * @param known the keys that it may have
   */
  static Node of(String path, @Nullable Object value, Set<String> known) throws ConfigException {
    if (!(value instanceof Map<?, ?> entries)) {
      throw new ConfigException(
          "%s is no mapping: it has the keys %s"
              .formatted(path.isEmpty() ? "the document" : path, new TreeSet<>(known)));
    }
    Node node = new Node(path, entries);
    for (Object key : entries.keySet()) {
      if (!(key instanceof String name && known.contains(name))) {
        throw new ConfigException(
            "%s is not known: there are %s"
                .formatted(node.name(String.valueOf(key)), new TreeSet<>(known)));
      }
    }
    return node;
  }

  String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** The mapping at that key, if there is one. */
  Optional<Node> node(String key, Set<String> known) throws ConfigException {
    Object value = entries.get(key);
    return value == null ? Optional.empty() : Optional.of(of(name(key), value, known));
  }

  @Nullable String text(String key) throws ConfigException {
    Object value = entries.get(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(key, "give a text");
  }

  /** The texts at that key; none where it is not there. */
  Set<String> texts(String key) throws ConfigException {
    Object value = entries.get(key);
    if (value == null) {
      return Set.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(key, "give a list of texts");
    }
    var texts = new LinkedHashSet<String>();
    for (Object entry : list) {
      if (!(entry instanceof String text)) {
        throw wrong(key, "give a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  /** The number at that key, which must be there. */
  BigDecimal number(String key) throws ConfigException {
    Object value = entries.get(key);
    if (value instanceof Number && !isEndless(value)) {
      return new BigDecimal(value.toString());
    }
    throw wrong(key, "give a number");
  }

  private static boolean isEndless(Object value) {
    return value instanceof Double number && !Double.isFinite(number);
  }

  ConfigException wrong(String key, String cure) {
    return new ConfigException("%s is %s: %s".formatted(name(key), shown(entries.get(key)), cure));
  }

  private static String shown(@Nullable Object value) {
    return value == null ? "missing" : "'" + value + "'";
  }
}
