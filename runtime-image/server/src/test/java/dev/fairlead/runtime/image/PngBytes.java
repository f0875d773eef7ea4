package dev.fairlead.runtime.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** PNG files written chunk by chunk, right or wrong. */
final class PngBytes {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  /** The header alone. */
  PngBytes(int width, int height, int depth, int kind) {
    file.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    chunk(
        "IHDR",
        written(
            out -> {
              out.writeInt(width);
              out.writeInt(height);
              out.write(new byte[] {(byte) depth, (byte) kind, 0, 0, 0});
            }));
  }

  PngBytes chunk(String type, byte... data) {
    byte[] checked =
        written(
            out -> {
              out.write(type.getBytes(StandardCharsets.US_ASCII));
              out.write(data);
            });
    var checksum = new CRC32();
    checksum.update(checked);
    file.writeBytes(
        written(
            out -> {
              out.writeInt(data.length);
              out.write(checked);
              out.writeInt((int) checksum.getValue());
            }));
    return this;
  }

  /** Rows as they are, each behind its filter's number. */
  PngBytes rows(int... bytes) {
    var packed = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(packed)) {
      for (int value : bytes) {
        deflater.write(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return chunk("IDAT", packed.toByteArray());
  }

  byte[] end() {
    chunk("IEND");
    return file.toByteArray();
  }

  private static byte[] written(Content content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      content.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private interface Content {
    void write(DataOutputStream out) throws IOException;
  }
}
