package dev.fairlead.runtime.xgboost;

import dev.fairlead.runtime.engine.Engine;
import dev.fairlead.runtime.engine.EngineModel;
import dev.fairlead.runtime.engine.FileSearch;
import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import dev.fairlead.runtime.engine.LoadOptions;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Loads {@code model.json} or {@code model.ubj}, or the one file that ends in {@code .ubj}, or in
 * {@code .json} and is a model.
 */
public final class XgboostEngine implements Engine {
  private static final List<String> NAMES = List.of("model.json", "model.ubj");

  @Override
  public String format() {
    return "XGBoost";
  }

  @Override
  public Optional<Path> find(Path folder) {
    Comparator<Path> named =
        Comparator.comparing(file -> !NAMES.contains(file.getFileName().toString()));
    List<Path> found =
        FileSearch.in(folder).stream()
            .sorted(named.thenComparing(Comparator.naturalOrder()))
            .toList();
    return found.stream()
        .filter(ModelFile::isModel)
        .findFirst()
        // load says what is wrong with it
        .or(() -> found.stream().filter(ModelFile::isPickle).findFirst());
  }

  @Override
  public EngineModel load(Path file, LoadOptions options) throws LoadException {
    if (ModelFile.isPickle(file)) {
      throw new LoadException(
          Reason.ModelInvalid,
          file.getFileName()
              + " is a pickle, which may run any code while it is loaded, and is never loaded here:"
              + " write the model by save_model(\"model.json\")");
    }
    ModelCheck.check(file);
    try {
      return XgboostModel.of(XGBoost.loadModel(file.toString()));
    } catch (XGBoostError e) {
      throw new LoadException(
          Reason.ModelInvalid,
          file.getFileName() + " cannot be loaded as XGBoost: " + Messages.of(e, file));
    }
  }
}
