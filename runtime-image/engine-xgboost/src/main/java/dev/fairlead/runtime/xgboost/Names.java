package dev.fairlead.runtime.xgboost;

import java.util.HashSet;
import java.util.Set;

/**
 * The names in one object, each of them once: of two fields with one name XGBoost takes the last
 * from JSON and the first from UBJSON, so that the other one would be checked.
 */
final class Names {
  private static final int MOST = 100;

  private final Set<String> names = new HashSet<>();

  void add(String name) throws Malformed {
    if (!names.add(name)) {
      throw new Malformed("has two fields with one name");
    }
    if (names.size() > MOST) {
      throw new Malformed("has more than %d fields".formatted(MOST));
    }
  }
}
