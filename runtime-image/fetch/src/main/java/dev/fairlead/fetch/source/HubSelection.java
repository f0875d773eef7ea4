package dev.fairlead.fetch.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files of a repository are fetched: most hold the same model in many formats, of which a
 * server loads one.
 *
 * <p>These are: the model's file; its external data; and the small files that tell of it
 * (tokenizer, configuration, labels), from the repository's top, from the folder that the reference
 * names and from that of the model's file.
 */
final class HubSelection {
  /** What tells of a model, as the libraries of Hugging Face write it. */
  private static final Pattern TELLS = Pattern.compile("[^/]+\\.(json|txt|model|yaml|yml)");

  /** The list of the parts of weights that are not fetched. */
  private static final Pattern INDEX = Pattern.compile(".*\\.index\\.json");

  /** The modules of sentence-transformers, such as {@code 1_Pooling/config.json}. */
  private static final Pattern MODULE = Pattern.compile("\\d+_[A-Za-z0-9]+/[^/]+\\.json");

  private static final List<String> PAIR = List.of("detector.onnx", "recognizer.onnx");

  private final Format format;
  private final String path;
  private final Set<String> all;

  /**
   * @param path of a file or folder; empty for the top
   * @param all paths in the repository
   */
  HubSelection(Format format, String path, List<String> all) {
    this.format = format;
    this.path = path;
    this.all = new TreeSet<>(all);
  }

  /** The paths to fetch; empty if there is no model, or none that is the one. */
  List<String> files() {
    List<String> models = models();
    if (models.isEmpty()) {
      return List.of();
    }
    String folder = folder(models.get(0));
    var files = new TreeSet<>(models);
    for (String file : all) {
      if (models.stream().anyMatch(model -> isDataOf(model, file)) || tells(file, folder)) {
        files.add(file);
      }
    }
    return List.copyOf(files);
  }

  /** Files that could be meant, for a message. */
  List<String> candidates() {
    return all.stream().filter(format::fits).filter(file -> file.startsWith(within())).toList();
  }

  private List<String> models() {
    if (all.contains(path)) {
      return List.of(path);
    }
    return folders().stream()
        .flatMap(folder -> usual(folder).stream())
        .findFirst()
        .or(this::pair)
        .orElseGet(this::only);
  }

  /** Exporters of ONNX put their files into a folder of this name. */
  private List<String> folders() {
    return format == Format.ONNX ? List.of(within(), within() + "onnx/") : List.of(within());
  }

  private Optional<List<String>> usual(String folder) {
    return format.names().stream()
        .map(name -> folder + name)
        .filter(all::contains)
        .findFirst()
        .map(file -> List.of(file));
  }

  /** Two models that are served together. */
  private Optional<List<String>> pair() {
    List<String> pair = PAIR.stream().map(name -> within() + name).toList();
    return format == Format.ONNX && all.containsAll(pair) ? Optional.of(pair) : Optional.empty();
  }

  /** One of another name, where there is no other. */
  private List<String> only() {
    var found = new ArrayList<String>();
    for (String folder : folders()) {
      all.stream()
          .filter(file -> file.startsWith(folder) && file.indexOf('/', folder.length()) < 0)
          .filter(format::fits)
          .forEach(found::add);
    }
    return found.size() == 1 ? found : List.of();
  }

  private static boolean isDataOf(String model, String file) {
    return file.startsWith(model + "_data") || file.startsWith(model + ".data");
  }

  private boolean tells(String file, String modelFolder) {
    return Stream.of("", all.contains(path) ? "" : within(), modelFolder)
        .anyMatch(folder -> file.startsWith(folder) && tells(file.substring(folder.length())));
  }

  private static boolean tells(String name) {
    return !INDEX.matcher(name).matches()
        && (TELLS.matcher(name).matches() || MODULE.matcher(name).matches());
  }

  /** The folder that the reference names; empty, or with a slash at its end. */
  private String within() {
    return path.isEmpty() ? "" : path + "/";
  }

  private static String folder(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }
}
