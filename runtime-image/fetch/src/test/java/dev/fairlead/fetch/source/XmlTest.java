package dev.fairlead.fetch.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.fetch.report.FetchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XmlTest {
  @TempDir Path directory;

  @Test
  void readsRecordsAndWhatIsAroundThem() throws IOException {
    Xml.Content content =
        Xml.read(
            stream(
                """
                <?xml version="1.0"?>
                <List xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                  <IsTruncated>true</IsTruncated>
                  <Contents><Key>a &amp; b</Key><Owner><ID>me</ID></Owner></Contents>
                  <Contents><Key>c</Key></Contents>
                </List>
                """),
            Set.of("Contents"));

    assertThat(content.fields()).containsEntry("IsTruncated", "true");
    assertThat(content.rows()).extracting(row -> row.field("Key")).containsExactly("a & b", "c");
    assertThat(content.rows().get(1).field("Size")).isEmpty();
  }

  @Test
  void noFileIsReadForAnEntity() throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
    String xml =
        "<!DOCTYPE a [<!ENTITY e SYSTEM \"%s\">]><a><Error><Code>&e;</Code></Error></a>"
            .formatted(secret.toUri());

    assertThat(read(xml)).doesNotContainValue("s3cret");
  }

  @Test
  void whatIsNoXmlIsNamed() {
    assertThatThrownBy(() -> Xml.read(stream("{}"), Set.of()))
        .isInstanceOf(FetchException.class)
        .hasMessage("The answer is not the XML of this API: correct model.endpoint.");
  }

  private static Map<String, String> read(String xml) throws IOException {
    try {
      return Xml.record(stream(xml), "Error");
    } catch (FetchException e) {
      return Map.of();
    }
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
