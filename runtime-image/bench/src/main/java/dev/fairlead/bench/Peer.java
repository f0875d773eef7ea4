package dev.fairlead.bench;

import dev.fairlead.bench.model.Workload;
import java.nio.file.Path;
import java.util.Map;

/**
 * A Python model server, by its script in {@code peers/NAME}.
 *
 * @param folder of all peers
 * @param python of the peer's virtual environment
 */
record Peer(String name, Path folder, Path python) implements Contender {
  @Override
  public Dialect dialect() {
    return switch (name) {
      case "kserve" -> Dialect.OIP;
      case "mlserver" -> Dialect.OIP_BASE64;
      case "litserve" -> Dialect.PLAIN;
      case "infinity" -> Dialect.OPENAI;
      default ->
          throw new IllegalArgumentException(
              "there is no peer " + name + ": they are kserve, mlserver, litserve, infinity");
    };
  }

  @Override
  public boolean serves(Workload workload) {
    if (dialect() != Dialect.OPENAI) {
      return true;
    }
    // it optimises the model itself, and batches everything: answers of dynamic int8 then depend on
    // their neighbours
    return workload == Workload.MINILM || workload == Workload.MIXED;
  }

  @Override
  public ProcessBuilder command(Workload workload, Path model, int port, Path work) {
    var builder =
        new ProcessBuilder(
                python.toString(),
                folder.resolve(name).resolve("server.py").toString(),
                workload.option(),
                model.toString(),
                Integer.toString(port))
            .directory(work.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "PYTHONPATH", folder.resolve("shared").toString(),
                "PYTHONDONTWRITEBYTECODE", "1",
                // texts come in small batches: threads for them would only get in the way
                "TOKENIZERS_PARALLELISM", "false"));
    return builder;
  }
}
