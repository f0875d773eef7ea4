package dev.fairlead.runtime.config;

import java.util.Map;

/**
 * What a model's own file says.
 *
 * @param file its name, for messages
 * @param entries what is set
 */
record ModelYaml(String file, Map<Setting, Entry> entries) {
  /** Of the file in the model's folder. */
  static final String NAME = "model.yaml";

  /** Where there is no such file. */
  static final ModelYaml NONE = new ModelYaml(NAME, Map.of());

  /** One value, and the line in which it is. */
  record Entry(String text, int line) {}
}
