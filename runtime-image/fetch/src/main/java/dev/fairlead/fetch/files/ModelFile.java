package dev.fairlead.fetch.files;

/**
 * One file of the model.
 *
 * @param path relative to the model's directory, with {@code /}
 * @param size bytes
 * @param sha256 64 hexadecimal digits in lower case
 */
public record ModelFile(String path, long size, String sha256) {}
