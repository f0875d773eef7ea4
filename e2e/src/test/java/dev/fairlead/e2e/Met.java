package dev.fairlead.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** By the number of each user, the revisions that answered, in the order of their answers. */
record Met(Map<Integer, List<String>> byUser) {

  /** All requests that began after the one report, and were answered before the other. */
  static Met between(ToolPod tool, JsonNode before, JsonNode after) {
    long begin = before.path("millis").asLong();
    var byUser = new TreeMap<Integer, List<String>>();
    for (JsonNode report : tool.reports(before, after)) {
      report
          .path("met")
          .properties()
          .forEach(
              revision -> {
                for (JsonNode answer : revision.getValue()) {
                  if (answer.path(1).asLong() > begin) {
                    byUser
                        .computeIfAbsent(answer.path(0).asInt(), user -> new ArrayList<>())
                        .add(revision.getKey());
                  }
                }
              });
    }
    return new Met(byUser);
  }

  /** Those who got so many answers at least. */
  Set<Integer> often(int answers) {
    return users(revisions -> revisions.size() >= answers);
  }

  /** Those whom that revision answered. */
  Set<Integer> of(String revision) {
    return users(revisions -> revisions.contains(revision));
  }

  /** Those who met more than one. */
  Set<Integer> several() {
    return users(revisions -> revisions.stream().distinct().count() > 1);
  }

  private Set<Integer> users(Predicate<List<String>> are) {
    return byUser.entrySet().stream()
        .filter(user -> are.test(user.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
