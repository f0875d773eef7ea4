package dev.fairlead.e2e.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Users who ask in turns, told by the value of a header, and which revision answers whom. */
final class Users {
  private final String header;
  private final int count;
  private final AtomicInteger turns = new AtomicInteger();
  private final Map<String, List<List<Long>>> met = new TreeMap<>();

  /** So many users; where {@code header} is empty nobody is told apart. */
  Users(String header, int count) {
    this.header = header;
    this.count = count;
  }

  /** Whether they are told apart. */
  boolean areTold() {
    return !header.isEmpty();
  }

  /** The number of the one whose turn it is. */
  int next() {
    return Math.floorMod(turns.getAndIncrement(), count);
  }

  /** By which that one is told. */
  Map<String, String> headers(int user) {
    return areTold() ? Map.of(header, "user-" + user) : Map.of();
  }

  /** That revision answered what that one asked then, in milliseconds since the clients began. */
  synchronized void answered(int user, String revision, long askedMillis) {
    met.computeIfAbsent(revision, r -> new ArrayList<>()).add(List.of((long) user, askedMillis));
  }

  /** By revision whom it answered, each as number and time, since this was asked last. */
  synchronized Map<String, List<List<Long>>> met() {
    var all = new TreeMap<>(met);
    met.clear();
    return all;
  }
}
