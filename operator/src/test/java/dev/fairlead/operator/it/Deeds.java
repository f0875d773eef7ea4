package dev.fairlead.operator.it;

import dev.fairlead.testsupport.AuditEvent;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What came into being and went in a namespace, as the API server recorded it.
 *
 * @param created by operators, each time it was
 * @param deleted by operators, each time it was
 * @param pods that were created, by whomever
 */
record Deeds(List<String> created, List<String> deleted, long pods) {
  private static final int OK = 200;
  private static final int CREATED = 201;

  /** Those in that namespace, events apart. */
  static Deeds of(List<AuditEvent> events, String namespace) {
    List<AuditEvent> there = events.stream().filter(e -> e.namespace().equals(namespace)).toList();
    List<AuditEvent> operators =
        there.stream()
            .filter(e -> e.user().endsWith(":" + OperatorRights.ACCOUNT))
            .filter(e -> !e.resource().equals("events"))
            .toList();
    return new Deeds(
        names(operators.stream().filter(e -> e.code() == CREATED).toList()),
        names(operators.stream().filter(e -> e.verb().equals("delete") && e.code() == OK).toList()),
        there.stream().filter(Deeds::isNewPod).count());
  }

  /** What was created and deleted, however often, in words. */
  Set<String> objects() {
    return Stream.concat(
            created.stream().map(object -> "created: " + object),
            deleted.stream().map(object -> "deleted: " + object))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isNewPod(AuditEvent event) {
    return event.verb().equals("create")
        && event.resource().equals("pods")
        && event.subresource().isEmpty()
        && event.code() == CREATED;
  }

  private static List<String> names(List<AuditEvent> events) {
    return events.stream().map(e -> e.resource() + " " + e.name()).sorted().toList();
  }
}
