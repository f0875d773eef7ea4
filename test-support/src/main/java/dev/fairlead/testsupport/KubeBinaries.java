package dev.fairlead.testsupport;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The folder with etcd, kube-apiserver and the like.
 *
 * @param directory the folder; need not exist
 */
public record KubeBinaries(Path directory) {
  /**
   * The folder of this machine: {@code FAIRLEAD_KUBE_BIN}, else where {@code e2e/cluster/binaries}
   * puts what it builds ({@code FAIRLEAD_CACHE}, by default {@code ~/.cache/fairlead}).
   */
  public static KubeBinaries ofThisMachine() {
    return of(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  static KubeBinaries of(Map<String, String> environment, Path home) {
    String given = environment.getOrDefault("FAIRLEAD_KUBE_BIN", "");
    if (!given.isEmpty()) {
      return new KubeBinaries(Path.of(given));
    }
    String cache = environment.getOrDefault("FAIRLEAD_CACHE", "");
    if (!cache.isEmpty()) {
      return new KubeBinaries(Path.of(cache, "bin"));
    }
    String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path base = caches.isEmpty() ? home.resolve(".cache") : Path.of(caches);
    return new KubeBinaries(base.resolve("fairlead").resolve("bin"));
  }

  /**
   * The binary of a name.
   *
   * @throws IllegalStateException if it is not there; the message says how to get it
   */
  public Path path(String name) {
    return paths(List.of(name)).getFirst();
  }

  /**
   * The CustomResourceDefinition of Gateway API's HTTPRoute.
   *
   * @throws IllegalStateException if it is not there; the message says how to get it
   */
  public Path httpRoutes() {
    return definition("gateway-api", "httproutes.yaml");
  }

  /**
   * The CustomResourceDefinition of Argo CD's Application.
   *
   * @throws IllegalStateException if it is not there; the message says how to get it
   */
  public Path argoCdApplications() {
    return definition("argo-cd", "applications.yaml");
  }

  private Path definition(String folder, String name) {
    Path file = directory.resolve(folder).resolve(name);
    if (!Files.isReadable(file)) {
      throw new IllegalStateException(
          "%s is not there. Get it by: e2e/cluster/api-tools".formatted(file));
    }
    return file;
  }

  /**
   * The binaries of these names, in their order.
   *
   * @throws IllegalStateException if some are not there; the message names them and how to get them
   */
  public List<Path> paths(List<String> names) {
    List<String> missing =
        names.stream().filter(name -> !Files.isExecutable(directory.resolve(name))).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "%s not found in %s. Get them by: e2e/cluster/api-tools. Or set FAIRLEAD_KUBE_BIN to a folder that has them."
              .formatted(String.join(", ", missing), directory));
    }
    return names.stream().map(directory::resolve).toList();
  }
}
