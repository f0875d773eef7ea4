package dev.fairlead.runtime.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files in which a model keeps weights that are not in its own. ONNX Runtime reads whatever
 * path a model names <a href="https://github.com/microsoft/onnxruntime/pull/26776">before 1.24</a>,
 * secrets of the pod too, and places in its own memory: only files of the model's folder are let
 * through.
 */
final class ExternalData {
  /** As deep as protocol buffers are read elsewhere. */
  private static final int DEEPEST = 100;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MOST_SHOWN = 100;

  /** ONNX Runtime's mark of an address in memory, in place of a file. */
  private static final String ADDRESS = "_ORT_MEM_ADDR_";

  /** The messages of onnx.proto3 that lead to a tensor. */
  private enum Message {
    MODEL,
    TRAINING,
    FUNCTION,
    GRAPH,
    NODE,
    ATTRIBUTE,
    SPARSE_TENSOR,
    TENSOR,
    ENTRY;

    /** What the field of that number holds, if that leads to a tensor. */
    @Nullable Message in(int field) {
      return switch (this) {
        case MODEL -> field == 7 ? GRAPH : field == 20 ? TRAINING : field == 25 ? FUNCTION : null;
        case TRAINING -> field == 1 || field == 2 ? GRAPH : null;
        case FUNCTION -> field == 7 ? NODE : field == 11 ? ATTRIBUTE : null;
        case GRAPH -> field == 1 ? NODE : field == 5 ? TENSOR : field == 15 ? SPARSE_TENSOR : null;
        case NODE -> field == 5 ? ATTRIBUTE : null;
        case ATTRIBUTE ->
            switch (field) {
              case 5, 10 -> TENSOR;
              case 6, 11 -> GRAPH;
              case 22, 23 -> SPARSE_TENSOR;
              default -> null;
            };
        case SPARSE_TENSOR -> field == 1 || field == 2 ? TENSOR : null;
        case TENSOR -> field == 13 ? ENTRY : null;
        case ENTRY -> null;
      };
    }
  }

  private final Path model;
  private final Set<Path> files = new LinkedHashSet<>();

  private ExternalData(Path model) {
    this.model = model;
  }

  /**
   * Looks at each, and tells them.
   *
   * @throws LoadException if one is not a file in the folder of the model, or if the model cannot
   *     be read, so that it is not known where it keeps its weights
   */
  static Set<Path> of(Path model) throws LoadException {
    try (InputStream in = Files.newInputStream(model)) {
      var data = CodedInputStream.newInstance(in, BUFFER_BYTES);
      var external = new ExternalData(model);
      external.read(data, Message.MODEL, 0);
      return external.files;
    } catch (InvalidProtocolBufferException e) {
      throw invalid(model, "cannot be loaded as ONNX: it is another format, damaged or cut short");
    } catch (IOException e) {
      throw invalid(model, "cannot be read");
    }
  }

  private static LoadException invalid(Path model, String what) {
    return new LoadException(Reason.ModelInvalid, model.getFileName() + " " + what);
  }

  private void read(CodedInputStream data, Message message, int depth)
      throws IOException, LoadException {
    if (depth > DEEPEST) {
      throw invalid(model, "cannot be loaded as ONNX: its graphs lie too deep in each other");
    }
    for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
      Message next = message.in(WireFormat.getTagFieldNumber(tag));
      if (next == null || !isMessageOrText(tag)) {
        skip(data, tag);
        continue;
      }
      int limit = data.pushLimit(data.readRawVarint32());
      if (next == Message.ENTRY) {
        entry(data);
      } else {
        read(data, next, depth + 1);
      }
      data.popLimit(limit);
    }
  }

  /** One of what a tensor says of its data, as key and value. */
  private void entry(CodedInputStream data) throws IOException, LoadException {
    String key = "";
    String value = "";
    for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
      int field = isMessageOrText(tag) ? WireFormat.getTagFieldNumber(tag) : 0;
      if (field == 1) {
        key = data.readString();
      } else if (field == 2) {
        value = data.readString();
      } else {
        skip(data, tag);
      }
    }
    if (key.equals("location")) {
      check(value);
    }
  }

  private static boolean isMessageOrText(int tag) {
    return WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  private void skip(CodedInputStream data, int tag) throws IOException, LoadException {
    if (!data.skipField(tag)) {
      throw invalid(model, "cannot be loaded as ONNX: it is another format, or damaged");
    }
  }

  private void check(String location) throws LoadException {
    Path folder = model.toAbsolutePath().getParent();
    String shown =
        location
            .substring(0, Math.min(MOST_SHOWN, location.length()))
            .replaceAll("\\p{Cntrl}", "?");
    try {
      if (folder != null && !location.contains(ADDRESS)) {
        Path file = folder.resolve(location);
        if (file.normalize().startsWith(folder.normalize()) && !Files.exists(file)) {
          throw invalid(model, "keeps weights in '%s', which is not there".formatted(shown));
        }
        if (Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath())) {
          files.add(file.toRealPath());
          return;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // no path, or none that leads to a file: refused with the others
    }
    throw invalid(
        model,
        "keeps weights in '%s', which is no file in its folder: export it with its weights beside it"
            .formatted(shown));
  }
}
