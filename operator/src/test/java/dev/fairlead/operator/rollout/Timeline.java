package dev.fairlead.operator.rollout;

import java.util.ArrayList;
import java.util.List;

/**
 * All the values that something ever had, for watchers that are behind.
 *
 * @param <T> an immutable value
 */
final class Timeline<T> {
  private record Entry<T>(T value, long since) {}

  private final List<Entry<T>> entries = new ArrayList<>();

  Timeline(T first) {
    entries.add(new Entry<>(first, 0));
  }

  void set(T value, long now) {
    if (!latest().equals(value)) {
      entries.add(new Entry<>(value, now));
    }
  }

  T latest() {
    return entries.getLast().value();
  }

  Watch watch() {
    return new Watch();
  }

  /** A view that is behind, and never goes back. */
  final class Watch {
    private int position = entries.size() - 1;

    T value() {
      return entries.get(position).value();
    }

    void advance(int steps) {
      position = Math.min(entries.size() - 1, position + steps);
    }

    void catchUp() {
      position = entries.size() - 1;
    }

    /** Not further behind than that many milliseconds. */
    void keepUp(long now, long most) {
      while (position < entries.size() - 1 && now - entries.get(position + 1).since() >= most) {
        position++;
      }
    }
  }
}
