package dev.fairlead.runtime.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The smallest files of PyTorch, written as the zip files with pickles that they are. */
final class TorchFiles {
  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private TorchFiles() {}

  /**
   * What torch.jit.save writes of a module without weights.
   *
   * @param arguments of its forward, such as {@code x: Tensor}
   * @param gives the type of its result
   * @param body what it returns
   */
  static byte[] script(String arguments, String gives, String body) throws IOException {
    return module(arguments, gives, "return " + body);
  }

  /** A script that adds 1 to x as often as n says, one after the other. */
  static byte[] steps() throws IOException {
    return module(
        "x: Tensor, n: Tensor",
        "Tensor",
        "y = x",
        "for i in range(int(n)):",
        "  y = torch.add(y, 1)",
        "return y");
  }

  private static byte[] module(String arguments, String gives, String... statements)
      throws IOException {
    String source =
        """
        class M(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          def forward(self: __torch__.M,
            %s) -> %s:
            %s
        """
            .formatted(
                arguments.replace(", ", ",\n    "), gives, String.join("\n    ", statements));
    var entries = new LinkedHashMap<String, byte[]>();
    entries.put("m/data.pkl", module("M"));
    entries.put("m/code/__torch__.py", source.getBytes(StandardCharsets.US_ASCII));
    entries.put("m/constants.pkl", EMPTY_TUPLE);
    entries.put("m/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return zip(entries);
  }

  /** What torch.save writes. */
  static byte[] pickle() throws IOException {
    var entries = new LinkedHashMap<String, byte[]>();
    entries.put("m/data.pkl", EMPTY_TUPLE);
    entries.put("m/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    return zip(entries);
  }

  /** What torch.save wrote before it wrote zip files. */
  static byte[] oldPickle() {
    return EMPTY_TUPLE.clone();
  }

  /** An object of that type, whose one attribute says that it is not in training. */
  private static byte[] module(String type) {
    byte[] attribute = "training".getBytes(StandardCharsets.US_ASCII);
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
    out.writeBytes(("__torch__\n" + type + "\n").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X'});
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(attribute.length)
            .array());
    out.writeBytes(attribute);
    out.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
    return out.toByteArray();
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> content : entries.entrySet()) {
        var crc = new CRC32();
        crc.update(content.getValue());
        var entry = new ZipEntry(content.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(content.getValue());
      }
    }
    return out.toByteArray();
  }

  /** Puts metadata.json beside a model; each tensor as {@code name datatype shape}. */
  static void describe(Path folder, String input, String... outputs) throws IOException {
    var json = new StringBuilder("{\"inputs\":[");
    json.append(tensors(input.split(";", -1))).append("],\"outputs\":[");
    Files.writeString(folder.resolve("metadata.json"), json.append(tensors(outputs)).append("]}"));
  }

  private static String tensors(String... tensors) {
    var json = new StringBuilder();
    for (String tensor : tensors) {
      String[] parts = tensor.split(" ", -1);
      json.append(json.isEmpty() ? "" : ",")
          .append(
              "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s}"
                  .formatted(parts[0], parts[1], parts[2]));
    }
    return json.toString();
  }
}
