package dev.fairlead.runtime.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Neighbouring tokens of one label become one entity. Labels may follow the scheme of beginnings
 * and insides, as B-PER and I-PER; O is no entity.
 */
final class Entities {
  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String NONE = "O";

  private final List<String> labels;

  Entities(List<String> labels) {
    this.labels = labels;
  }

  /** Tokens {@code start} to {@code end}, in code points of the text. */
  private static final class Entity {
    private final String label;
    private final int start;
    private int end;
    private final List<Float> scores = new ArrayList<>();

    Entity(String label, int start) {
      this.label = label;
      this.start = start;
    }

    void add(float score, int to) {
      scores.add(score);
      end = to;
    }

    double score() {
      return scores.stream().mapToDouble(Float::doubleValue).average().orElse(0);
    }
  }

  /** An array of objects with label, score, start, end (in code points) and text. */
  String json(TextOutput output, Tokens tokens) {
    ArrayNode array = MAPPER.createArrayNode();
    for (Entity entity : find(output, tokens)) {
      array
          .addObject()
          .put("label", entity.label)
          .put("score", (float) entity.score())
          .put("start", entity.start)
          .put("end", entity.end)
          .put("text", part(tokens.text(), entity.start, entity.end));
    }
    return MAPPER.writeValueAsString(array);
  }

  private static String part(String text, int start, int end) {
    int from = text.offsetByCodePoints(0, start);
    return text.substring(from, text.offsetByCodePoints(from, end - start));
  }

  private List<Entity> find(TextOutput output, Tokens tokens) {
    var found = new ArrayList<Entity>();
    Entity last = null;
    for (int token = 0; token < tokens.count(); token++) {
      if (tokens.isPlaced(token)) {
        last =
            next(last, Scores.softmax(output.row(token)), tokens.start(token), tokens.end(token));
        if (last != null && (found.isEmpty() || found.getLast() != last)) {
          found.add(last);
        }
      }
    }
    return found;
  }

  /** The entity that the token is of: the last one, a new one, or none. */
  private @Nullable Entity next(@Nullable Entity last, float[] scores, int start, int end) {
    int best = Scores.best(scores);
    String label = labels.get(best);
    if (label.equals(NONE)) {
      return null;
    }
    boolean isTagged = label.startsWith("B-") || label.startsWith("I-");
    String name = isTagged ? label.substring(2) : label;
    Entity entity =
        last != null && last.label.equals(name) && !label.startsWith("B-")
            ? last
            : new Entity(name, start);
    entity.add(scores[best], end);
    return entity;
  }
}
