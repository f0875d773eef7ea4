package dev.fairlead.runtime.live;

/** Another server: the name or the address of its host, and a port. */
public record Target(String host, int port) {}
