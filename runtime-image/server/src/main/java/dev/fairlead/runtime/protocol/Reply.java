package dev.fairlead.runtime.protocol;

import java.nio.ByteBuffer;
import java.util.List;

/** The body of an answer. */
public final class Reply {
  private final byte[] json;
  private final List<ByteBuffer> binary;

  /** A head of JSON, and what follows as it is, each from its position to its limit. */
  public Reply(byte[] json, List<ByteBuffer> binary) {
    this.json = json;
    this.binary = List.copyOf(binary);
  }

  /** JSON alone. */
  public Reply(byte[] json) {
    this(json, List.of());
  }

  /** All of it, or its head; not copied. */
  public byte[] json() {
    return json;
  }

  /** What follows; empty if it is all JSON. */
  public List<ByteBuffer> binary() {
    return binary;
  }
}
