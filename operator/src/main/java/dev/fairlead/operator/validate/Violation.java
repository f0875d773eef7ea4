package dev.fairlead.operator.validate;

/**
 * Something that the spec asks for and that cannot be.
 *
 * @param message names the field and the cure
 */
public record Violation(String message) {}
