package dev.fairlead.runtime.protocol.openai;

/**
 * What is read of the texts of one request.
 *
 * @param most of them; more are refused
 * @param longest token ids of one of them; those behind are not kept
 */
public record TextLimits(int most, int longest) {}
