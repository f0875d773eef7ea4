package dev.fairlead.runtime.xgboost;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** The models written by hand, in both formats. */
final class ModelFiles {
  private ModelFiles() {}

  static String json(String resource) throws IOException {
    try (InputStream in = ModelFiles.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** As XGBoost writes it; the folder is left as it was. */
  static byte[] ubj(String resource, Path folder) throws IOException, XGBoostError {
    Path json = Files.writeString(folder.resolve("before.json"), json(resource));
    Path ubj = folder.resolve("after.ubj");
    Booster booster = XGBoost.loadModel(json.toString());
    booster.saveModel(ubj.toString());
    booster.dispose();
    byte[] bytes = Files.readAllBytes(ubj);
    Files.delete(json);
    Files.delete(ubj);
    return bytes;
  }
}
