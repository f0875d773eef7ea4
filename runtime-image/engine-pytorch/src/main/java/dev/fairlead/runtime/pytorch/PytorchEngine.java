package dev.fairlead.runtime.pytorch;

import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.FileSearch;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Loads {@code model.pt}, or the one file that is a TorchScript archive. */
public final class PytorchEngine implements Engine {
  private static final List<String> ENDINGS = List.of(".pt", ".pth", ".torchscript");

  @Override
  public String format() {
    return "TorchScript";
  }

  @Override
  public boolean carriesCode() {
    return true;
  }

  @Override
  public Optional<Path> find(Path folder) {
    List<Path> found = FileSearch.in(folder).stream().filter(PytorchEngine::isNamedSo).toList();
    return found.stream()
        .filter(f -> f.getFileName().toString().equals("model.pt"))
        .findFirst()
        .or(() -> found.stream().filter(Archive::isTorchScript).findFirst())
        // load says what is wrong with any other
        .or(() -> found.stream().findFirst());
  }

  private static boolean isNamedSo(Path file) {
    String name = file.getFileName().toString();
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  @Override
  public EngineModel load(Path file, LoadOptions options) throws LoadException {
    return TorchModel.load(file, Metadata.of(file, Archive.forward(file)));
  }
}
