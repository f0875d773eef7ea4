package dev.fairlead.runtime.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a model's own file, event by event: it may come from a stranger, and so nothing is built
 * from it but texts for the keys that are known.
 */
final class ModelYamlReader {
  private static final int LARGEST = 64 * 1024;
  private static final int LONGEST = 256;

  /** Of what is shown of a key or of a parser's complaint. */
  private static final int LONGEST_SHOWN = 80;

  private static final String SECTION = "batching";

  private final String file;
  private final Iterator<Event> events;
  private final Map<Setting, ModelYaml.Entry> entries = new EnumMap<>(Setting.class);
  private final Map<String, Integer> lines = new HashMap<>();

  private ModelYamlReader(String file, Iterator<Event> events) {
    this.file = file;
    this.events = events;
  }

  /**
   * The whole file.
   *
   * @throws ConfigException with the line and the cure
   */
  static ModelYaml read(Path path) throws ConfigException {
    String file = path.getFileName().toString();
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(file).setCodePointLimit(LARGEST).build();
      var reader =
          new ModelYamlReader(file, new Parse(settings).parseString(text(path)).iterator());
      reader.document();
      return new ModelYaml(file, reader.entries);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().or(e::getContextMark).map(Mark::getLine).orElse(0) + 1;
      throw new ConfigException(
          "%s, line %d: this is not YAML: %s"
              .formatted(file, line, shown(String.valueOf(e.getProblem()))));
    } catch (YamlEngineException e) {
      throw new ConfigException(file + " is not YAML: " + shown(String.valueOf(e.getMessage())));
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is not text in UTF-8: save it as such");
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage());
    }
  }

  private static String text(Path path) throws IOException, ConfigException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(LARGEST + 1);
    }
    if (bytes.length > LARGEST) {
      throw new ConfigException(
          "%s is larger than %d bytes: leave in it what is a setting"
              .formatted(path.getFileName(), LARGEST));
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private void document() throws ConfigException {
    events.next(); // the stream's start
    if (events.next().getEventId() == Event.ID.StreamEnd) {
      return; // nothing but comments
    }
    Event top = events.next();
    refuseExtras(top);
    if (top.getEventId() == Event.ID.MappingStart) {
      mapping("");
    } else if (!(top instanceof ScalarEvent nothing && nothing.getValue().isEmpty())) {
      throw wrong(top, "this is not a setting: write one as 'key: value'");
    }
    events.next(); // the document's end
    Event after = events.next();
    if (after.getEventId() != Event.ID.StreamEnd) {
      throw wrong(after, "a second document begins: put all settings into one");
    }
  }

  private void mapping(String parent) throws ConfigException {
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      refuseExtras(key);
      if (!(key instanceof ScalarEvent word) || word.getValue().contains(".")) {
        throw wrong(key, "a key has to be a word: those of batching stand below 'batching:'");
      }
      entry(key, parent + word.getValue(), events.next());
    }
  }

  private void entry(Event key, String path, Event value) throws ConfigException {
    Integer before = lines.putIfAbsent(path, line(key));
    if (before != null) {
      throw wrong(
          key, "%s is there twice, first in line %d: leave one out".formatted(shown(path), before));
    }
    Optional<Setting> setting = Setting.ofKey(path);
    if (setting.isPresent()) {
      refuseExtras(value);
      entries.put(setting.get(), new ModelYaml.Entry(text(setting.get(), value), line(key)));
    } else if (!path.equals(SECTION)) {
      throw wrong(key, unknown(path));
    } else if (value.getEventId() == Event.ID.MappingStart) {
      refuseExtras(value);
      mapping(SECTION + ".");
    } else {
      throw wrong(
          value, SECTION + " has keys of its own: write 'batching: {mode: Always}', for example");
    }
  }

  private static String unknown(String path) {
    Optional<Setting> reserved = Setting.withoutKey(path);
    if (reserved.isPresent()) {
      return "'%s' is not for a model to set: who runs the server sets %s"
          .formatted(shown(path), reserved.get().variable());
    }
    return "'%s' is not a setting: %s"
        .formatted(
            shown(path),
            Setting.likeKey(path)
                .map(like -> "did you mean " + like + "?")
                .orElseGet(() -> "there are " + Setting.keys().collect(Collectors.joining(", "))));
  }

  private String text(Setting setting, Event event) throws ConfigException {
    if (!(event instanceof ScalarEvent scalar)) {
      throw wrong(event, setting.key() + " is a list or has keys: give it one value");
    }
    String text = scalar.getValue();
    if (text.isBlank() || (scalar.isPlain() && (text.equals("~") || text.equals("null")))) {
      throw wrong(event, setting.key() + " has no value: give it one, or leave it out");
    }
    if (!scalar.isPlain() && !setting.takesText()) {
      throw wrong(event, setting.key() + " is a text: leave the quotes out");
    }
    if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
      throw wrong(
          event,
          "%s is longer than %d characters or than one line: shorten it"
              .formatted(setting.key(), LONGEST));
    }
    return text;
  }

  /** Nobody needs them for a handful of words, and each has been a way to hurt a parser. */
  private void refuseExtras(Event event) throws ConfigException {
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      throw wrong(event, "anchors (&) and aliases (*) are not read: write the value itself");
    }
    boolean typed =
        event instanceof ScalarEvent scalar
            ? scalar.getTag().isPresent()
            : event instanceof CollectionStartEvent start && start.getTag().isPresent();
    if (typed) {
      throw wrong(event, "types (!) are not read: write the value alone");
    }
  }

  private ConfigException wrong(Event where, String what) {
    return new ConfigException("%s, line %d: %s".formatted(file, line(where), what));
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  /** One line, not too long, of what somebody else wrote. */
  private static String shown(String text) {
    String line = text.lines().findFirst().orElse("").replaceAll("\\p{Cc}", "?");
    return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line;
  }
}
