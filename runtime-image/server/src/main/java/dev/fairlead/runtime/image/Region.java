package dev.fairlead.runtime.image;

/** A part of a picture, in pixels; at least one. */
public record Region(int x, int y, int width, int height) {}
