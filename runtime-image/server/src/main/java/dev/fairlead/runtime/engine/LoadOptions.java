package dev.fairlead.runtime.engine;

/**
 * How a model is to be loaded.
 *
 * @param device where it is to run, and nowhere else; a GPU only if the engine {@link
 *     Engine#knowsGpus knows} them
 * @param threads how many callers will run it at the same time
 * @param ownFiles whether nobody else writes to its files, so that they may be read later too
 */
public record LoadOptions(Device device, int threads, boolean ownFiles) {}
