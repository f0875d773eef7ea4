package dev.fairlead.runtime.xgboost;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The models written by hand, in both formats. */
final class ModelFiles {
  private ModelFiles() {}

  static String json(String resource) throws IOException {
    try (InputStream in = ModelFiles.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The first tree of model.json, that often: 0.5, and 1 or 2 of each. */
  static String manyTrees(int number) throws IOException {
    var mapper = new JsonMapper();
    JsonNode model = mapper.readTree(json("model.json"));
    var booster = (ObjectNode) model.path("learner").path("gradient_booster").path("model");
    JsonNode first = booster.path("trees").path(0);
    ((ObjectNode) booster.path("gbtree_model_param")).put("num_trees", Integer.toString(number));
    ArrayNode trees = booster.putArray("trees");
    ArrayNode groups = booster.putArray("tree_info");
    ArrayNode rounds = booster.putArray("iteration_indptr").add(0);
    for (int i = 0; i < number; i++) {
      trees.add(((ObjectNode) first.deepCopy()).put("id", i));
      groups.add(0);
      rounds.add(i + 1);
    }
    return mapper.writeValueAsString(model);
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
