package dev.fairlead.bench.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines of inferences per second by clients, as SVG. */
final class Plot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 340;
  private static final int LEFT = 64;
  private static final int RIGHT = 440;
  private static final int TOP = 48;
  private static final int BOTTOM = 284;
  private static final int LEGEND = 466;
  private static final int LINE = 20;
  private static final int GRID = 4;
  private static final double BASE = 10;
  private static final double[] TOPS = {1, 2, 4, 8, BASE};
  private static final String BOUND = "#888888";

  /** Apart for most who do not see all colours: Okabe and Ito's. */
  private static final List<String> COLOURS =
      List.of("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

  private final StringBuilder svg = new StringBuilder();
  private final List<Integer> clients;
  private final double top;
  private int entries;
  private int lines;

  private Plot(List<Integer> clients, double top) {
    this.clients = clients;
    this.top = top;
  }

  /**
   * Draws a line for each server, and one for the most that ONNX Runtime alone does.
   *
   * @param scores by the number of clients; at least one of a server
   */
  static String of(String title, List<Score> scores) {
    List<Score> servers = scores.stream().filter(s -> s.role() != Role.BASELINE).toList();
    List<Score> bounds =
        scores.stream()
            .filter(s -> s.role() == Role.BASELINE && !s.name().equals(Baselines.ECHO))
            .sorted(Comparator.comparingDouble(Score::perSecond).reversed())
            .limit(1)
            .toList();
    double most =
        Stream.concat(servers.stream(), bounds.stream())
            .mapToDouble(Score::perSecond)
            .max()
            .orElse(1);
    List<Integer> clients = servers.stream().map(Score::clients).distinct().sorted().toList();
    var plot = new Plot(clients, top(most));
    plot.frame(title);
    bounds.forEach(plot::bound);
    Map<String, List<Score>> byName =
        servers.stream()
            .collect(Collectors.groupingBy(Score::name, LinkedHashMap::new, Collectors.toList()));
    byName.forEach(plot::line);
    return plot.svg.append("</svg>\n").toString();
  }

  /** A round number at or above it. */
  static double top(double most) {
    double magnitude = Math.pow(BASE, Math.floor(Math.log10(most)));
    for (double step : TOPS) {
      if (most <= step * magnitude) {
        return step * magnitude;
      }
    }
    return most;
  }

  private void frame(String title) {
    add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"".formatted(WIDTH, HEIGHT));
    add("font-family=\"sans-serif\" font-size=\"12\">");
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>".formatted(WIDTH, HEIGHT));
    text(LEFT, LINE, "start", title + ": inferences per second");
    for (int i = 0; i <= GRID; i++) {
      double value = top * i / GRID;
      across(value, "#dddddd", "none");
      text(LEFT - 8, y(value) + 4, "end", i == 0 ? "0" : Report.number(value));
    }
    for (int number : clients) {
      text(x(number), BOTTOM + LINE, "middle", Integer.toString(number));
    }
    text((LEFT + RIGHT) / 2.0, BOTTOM + 2 * LINE, "middle", "clients");
  }

  private void across(double value, String colour, String dashes) {
    add(
        "<path d=\"M%d %sH%d\" stroke=\"%s\" stroke-dasharray=\"%s\"/>"
            .formatted(LEFT, at(y(value)), RIGHT, colour, dashes));
  }

  private void bound(Score score) {
    across(score.perSecond(), BOUND, "6 4");
    legend(score.name(), BOUND);
  }

  private void line(String name, List<Score> scores) {
    String colour = COLOURS.get(lines % COLOURS.size());
    int width = scores.getFirst().role() == Role.FAIRLEAD ? 4 : 2;
    String points =
        scores.stream()
            .map(score -> at(x(score.clients())) + "," + at(y(score.perSecond())))
            .collect(Collectors.joining(" "));
    add(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>"
            .formatted(points, colour, width));
    for (Score score : scores) {
      add(
          "<circle cx=\"%s\" cy=\"%s\" r=\"4\" fill=\"%s\"/>"
              .formatted(at(x(score.clients())), at(y(score.perSecond())), colour));
    }
    legend(name, colour);
    lines++;
  }

  private void legend(String name, String colour) {
    int y = TOP + entries * LINE;
    add("<path d=\"M%d %dh18\" stroke=\"%s\" stroke-width=\"3\"/>".formatted(LEGEND, y, colour));
    text(LEGEND + 26, y + 4, "start", name);
    entries++;
  }

  /** In even steps: each number of clients is a few times the one before it. */
  private double x(int number) {
    double step = (double) (RIGHT - LEFT) / clients.size();
    return LEFT + step * (clients.indexOf(number) + 0.5);
  }

  private double y(double value) {
    return BOTTOM - (BOTTOM - TOP) * value / top;
  }

  private void text(double x, double y, String anchor, String text) {
    add(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"#333333\">%s</text>"
            .formatted(at(x), at(y), anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
  }

  /** A place, with a point whatever the language here. */
  private static String at(double place) {
    return String.format(Locale.ROOT, "%.1f", place);
  }

  private void add(String element) {
    svg.append(element).append('\n');
  }
}
