package dev.fairlead.fetch.source;

import dev.fairlead.fetch.net.HttpReply;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The plain XML of AWS's older APIs: elements with text, and records of such elements. Document
 * types and external entities are off.
 */
final class Xml {
  private static final int MAX_ERROR = 1 << 16;

  /**
   * A record.
   *
   * @param name of its element
   * @param fields texts of the elements in it
   */
  record Row(String name, Map<String, String> fields) {
    String field(String field) {
      return fields.getOrDefault(field, "");
    }
  }

  /**
   * A document.
   *
   * @param fields texts of the elements that are in no record
   */
  record Content(List<Row> rows, Map<String, String> fields) {}

  private Xml() {}

  /**
   * Reads a document.
   *
   * @param records names of the elements that are records
   * @throws FetchException if it is no XML
   */
  static Content read(InputStream in, Set<String> records) throws IOException {
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(in);
      try {
        return read(xml, records);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException e) {
      if (e.getNestedException() instanceof IOException broken) {
        throw broken;
      }
      throw new FetchException(
          Reason.FETCH_FAILED, "The answer is not the XML of this API: correct model.endpoint.", e);
    }
  }

  /** The fields of the first record of that name; none, if there is no such record. */
  static Map<String, String> record(InputStream in, String name) throws IOException {
    return read(in, Set.of(name)).rows().stream().findFirst().map(Row::fields).orElse(Map.of());
  }

  /** What a refusal says, such as {@code NoSuchBucket}; its status if it says nothing. */
  static String errorCode(HttpReply reply) throws IOException {
    try {
      var head = new ByteArrayInputStream(reply.head(MAX_ERROR));
      String code = record(head, "Error").getOrDefault("Code", "");
      return code.matches("[A-Za-z0-9.]{1,64}") ? code : "HTTP " + reply.status();
    } catch (FetchException e) {
      return "HTTP " + reply.status();
    }
  }

  private static Content read(XMLStreamReader xml, Set<String> records) throws XMLStreamException {
    var rows = new ArrayList<Row>();
    var outside = new HashMap<String, String>();
    @Nullable Row row = null;
    var text = new StringBuilder();
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          text.setLength(0);
          if (records.contains(xml.getLocalName())) {
            row = new Row(xml.getLocalName(), new HashMap<>());
            rows.add(row);
          }
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(xml.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          String name = xml.getLocalName();
          if (row != null && row.name().equals(name)) {
            row = null;
          } else {
            (row == null ? outside : row.fields()).putIfAbsent(name, text.toString());
          }
          text.setLength(0);
        }
        default -> {}
      }
    }
    return new Content(rows, outside);
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return factory;
  }
}
