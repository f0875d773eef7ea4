package dev.fairlead.runtime.protocol.oip;

import java.nio.ByteBuffer;

/** What follows the JSON of a body: the bytes of its binary inputs, in their order. */
final class BinaryPart {
  private final ByteBuffer rest;

  BinaryPart(byte[] body, int start) {
    rest = ByteBuffer.wrap(body, start, body.length - start);
  }

  /** The next {@code size} bytes. */
  ByteBuffer take(String input, long size) throws BadRequest {
    if (size > rest.remaining()) {
      throw new BadRequest(
          "'binary_data_size' of '%s' is %d, but only %d bytes are left after the JSON: is the header Inference-Header-Content-Length right?"
              .formatted(input, size, rest.remaining()));
    }
    ByteBuffer bytes = rest.slice(rest.position(), (int) size);
    rest.position(rest.position() + (int) size);
    return bytes;
  }

  /** Nothing may be left over. */
  void end() throws BadRequest {
    if (rest.hasRemaining()) {
      throw new BadRequest(
          "%d bytes at the end of the body belong to no input: give each binary input its 'binary_data_size'"
              .formatted(rest.remaining()));
    }
  }
}
