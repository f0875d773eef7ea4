package dev.fairlead.runtime.pytorch;

import dev.fairlead.runtime.engine.Device;
import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Loads {@code model.pt}, or the one file that is a TorchScript archive. */
public final class PytorchEngine implements Engine {
  private static final int DEPTH = 4;
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
    try (Stream<Path> files = Files.walk(folder, DEPTH)) {
      List<Path> found =
          files.filter(PytorchEngine::isNamedSo).filter(Files::isRegularFile).sorted().toList();
      return found.stream()
          .filter(f -> f.getFileName().toString().equals("model.pt"))
          .findFirst()
          .or(() -> found.stream().filter(Archive::isTorchScript).findFirst())
          // load says what is wrong with any other
          .or(() -> found.stream().findFirst());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isNamedSo(Path file) {
    String name = file.getFileName().toString();
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  @Override
  public EngineModel load(Path file, Device device, int threads) throws LoadException {
    return TorchModel.load(file, Metadata.of(file, Archive.forward(file)));
  }
}
