package dev.fairlead.runtime.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a model says of itself by key and value, read from its file: ONNX Runtime's Java side takes
 * characters of four bytes for others, and what follows with them.
 */
final class MetadataProps {
  /** {@code metadata_props} of ModelProto in onnx.proto3. */
  private static final int FIELD = 14;

  private MetadataProps() {}

  /** Of a file that was loaded. */
  static Map<String, String> of(Path model) throws IOException {
    var props = new HashMap<String, String>();
    try (InputStream in = Files.newInputStream(model)) {
      var data = CodedInputStream.newInstance(in);
      for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == FIELD
            && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          entry(data, props);
        } else {
          data.skipField(tag);
        }
      }
    }
    return props;
  }

  private static void entry(CodedInputStream data, Map<String, String> props) throws IOException {
    int limit = data.pushLimit(data.readRawVarint32());
    String key = "";
    String value = "";
    for (int tag = data.readTag(); tag != 0; tag = data.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> key = data.readString();
        case 2 -> value = data.readString();
        default -> data.skipField(tag);
      }
    }
    data.popLimit(limit);
    props.put(key, value);
  }
}
