package dev.fairlead.runtime.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** Bytes as the JDK's readers take them; its own streams would copy them once more. */
final class ByteInput extends ImageInputStreamImpl {
  private final byte[] bytes;

  ByteInput(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    bitOffset = 0;
    if (streamPos >= bytes.length) {
      return -1;
    }
    int next = bytes[(int) streamPos] & 0xff;
    streamPos++;
    return next;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    bitOffset = 0;
    int count = (int) Math.min(length, bytes.length - streamPos);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    System.arraycopy(bytes, (int) streamPos, to, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return bytes.length;
  }
}
