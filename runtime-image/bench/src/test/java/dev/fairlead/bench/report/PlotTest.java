package dev.fairlead.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PlotTest {
  private static Score score(Role role, String name, int clients, double perSecond) {
    return new Score(role, name, clients, perSecond, 1, 2, 3, 0);
  }

  private static Document plot(Score... scores) throws Exception {
    String svg = Plot.of("A < B", List.of(scores));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static String attribute(Document plot, String element, int index, String name) {
    return plot.getElementsByTagName(element)
        .item(index)
        .getAttributes()
        .getNamedItem(name)
        .getNodeValue();
  }

  @Test
  void eachServerHasALine() throws Exception {
    Document plot =
        plot(
            score(Role.FAIRLEAD, "Fairlead", 1, 100),
            score(Role.PEER, "kserve", 1, 50),
            score(Role.FAIRLEAD, "Fairlead", 16, 200),
            score(Role.PEER, "kserve", 16, 0.5));

    assertThat(plot.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    // the most is at the top, half of it in the middle
    assertThat(attribute(plot, "polyline", 0, "points")).isEqualTo("158.0,166.0 346.0,48.0");
    assertThat(attribute(plot, "polyline", 1, "points")).isEqualTo("158.0,225.0 346.0,283.4");
  }

  @Test
  void whatOnnxRuntimeDoesAloneIsTheBound() throws Exception {
    Document plot =
        plot(
            score(Role.FAIRLEAD, "Fairlead", 1, 100),
            score(Role.BASELINE, Baselines.RAW_ONE, 1, 120),
            score(Role.BASELINE, Baselines.RAW_BATCH, 2, 400),
            score(Role.BASELINE, Baselines.ECHO, 1, 90_000));

    assertThat(attribute(plot, "polyline", 0, "points")).isEqualTo("252.0,225.0");
    assertThat(plot.getDocumentElement().getTextContent())
        .contains("A < B", "Fairlead", Baselines.RAW_BATCH)
        .doesNotContain(Baselines.RAW_ONE, Baselines.ECHO);
  }

  @Test
  void theScaleEndsAtARoundNumber() {
    assertThat(Plot.top(100)).isEqualTo(100);
    assertThat(Plot.top(101)).isEqualTo(200);
    assertThat(Plot.top(3_900)).isEqualTo(4_000);
    assertThat(Plot.top(9)).isEqualTo(10);
  }
}
