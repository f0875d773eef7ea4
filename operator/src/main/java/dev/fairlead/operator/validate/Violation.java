package dev.fairlead.operator.validate;

/**
 * Something that the spec asks for and that cannot be.
 *
 * @param message names the field and the cure
 * @param mayPass whether it can go without an edit of the resource
 */
public record Violation(String message, boolean mayPass) {
  /** One that only an edit cures. */
  public Violation(String message) {
    this(message, false);
  }
}
