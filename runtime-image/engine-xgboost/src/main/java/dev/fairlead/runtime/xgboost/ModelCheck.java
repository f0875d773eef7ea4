package dev.fairlead.runtime.xgboost;

import dev.fairlead.runtime.engine.LoadException;
import dev.fairlead.runtime.engine.LoadException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/**
 * Whether a file is a whole model, before XGBoost reads it. XGBoost believes the lengths in UBJSON,
 * and in both formats the indices of nodes, features and outputs: where they lead out of its memory
 * the process ends by a signal, and where they lead in circles a run never does.
 *
 * <p>The file is read once, and in pieces: what is kept of it is the structure of one tree. Numbers
 * that are no indices, more than half of a file of UBJSON, are passed over.
 */
final class ModelCheck {
  /** A row of them fills 64 MiB: no request has more, whatever a file claims. */
  private static final int MOST_FEATURES = 1 << 24;

  private static final int MOST_OUTPUTS = 1 << 20;

  private static final Set<String> BOOSTERS = Set.of("gbtree", "dart");
  private static final String PARAMETERS = "learner.learner_model_param.";
  private static final String BROKEN = "is not a whole XGBoost model: ";

  private final Values values;
  private final TreesCheck trees;

  private String booster = "";
  private int models;
  private long weights;
  private long features;
  private long classes;
  private long targets;

  private ModelCheck(Values values) {
    this.values = values;
    this.trees = new TreesCheck(values);
  }

  /**
   * Checks a file in the format that its name says.
   *
   * @throws LoadException if it is cut short, damaged, or a model of another kind
   */
  static void check(Path file) throws LoadException {
    try (Values values = open(file)) {
      var check = new ModelCheck(values);
      values.object(check::root);
      check.whole();
    } catch (Malformed e) {
      throw invalid(file, BROKEN + e.getMessage());
    } catch (UnexpectedEndOfInputException e) {
      throw invalid(file, BROKEN + "it is cut short");
    } catch (IOException | JacksonIOException e) {
      throw invalid(file, "cannot be read");
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String where =
          at == null ? "" : " at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
      throw invalid(file, BROKEN + "it is no JSON, or damaged" + where);
    }
  }

  private static Values open(Path file) throws IOException {
    return file.toString().endsWith(".ubj") ? UbjValues.open(file) : new JsonValues(file);
  }

  private static LoadException invalid(Path file, String what) {
    return new LoadException(Reason.ModelInvalid, file.getFileName() + " " + what);
  }

  private void root(String name) throws IOException, Malformed {
    if (name.equals("learner")) {
      values.object(this::learner);
    } else {
      values.skip();
    }
  }

  private void learner(String name) throws IOException, Malformed {
    switch (name) {
      case "gradient_booster" -> values.object(this::booster);
      case "learner_model_param" -> values.object(this::parameter);
      case "objective" -> values.texts(ModelCheck::mustBeFlat);
      default -> values.skip();
    }
  }

  private void booster(String name) throws IOException, Malformed {
    switch (name) {
      case "name" -> booster = values.text();
      // around the trees in files of dart before XGBoost 3.3
      case "gbtree" -> values.object(this::inner);
      case "weight_drop" -> weights = values.numbers();
      default -> inner(name);
    }
  }

  private void inner(String name) throws IOException, Malformed {
    if (!name.equals("model")) {
      values.skip();
      return;
    }
    models++;
    if (models > 1) {
      throw new Malformed("is there twice");
    }
    values.object(trees::field);
  }

  private void parameter(String name) throws IOException, Malformed {
    switch (name) {
      case "num_feature" -> features = values.parameter();
      case "num_class" -> classes = values.parameter();
      case "num_target" -> targets = values.parameter();
      case "base_score" -> mustBeFlat(values.text());
      default -> values.skip();
    }
  }

  /** XGBoost reads lists of numbers in texts as JSON, by a recursion that nothing ends in time. */
  private static void mustBeFlat(String text) throws Malformed {
    if (text.lastIndexOf('[') > 0 || text.indexOf('{') >= 0) {
      throw new Malformed("has more in it than a number, or a list of them");
    }
  }

  private void whole() throws Malformed {
    if (!BOOSTERS.contains(booster)) {
      throw new Malformed(
          "learner.gradient_booster.name",
          "is neither gbtree nor dart: models of other boosters are not served");
    }
    if (features < 1 || features > MOST_FEATURES) {
      throw new Malformed(
          PARAMETERS + "num_feature",
          "is %d, but has to be from 1 to %d".formatted(features, MOST_FEATURES));
    }
    long outputs = Math.max(1, Math.max(classes, targets));
    if (outputs > MOST_OUTPUTS) {
      throw new Malformed(
          PARAMETERS + (classes < targets ? "num_target" : "num_class"),
          "is %d: %d are the most".formatted(outputs, MOST_OUTPUTS));
    }
    trees.check(features, outputs, weights);
  }
}
