package dev.fairlead.fetch.source;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code djl://GROUP/ARTIFACT/VERSION[/NAME]}: a model of DJL's model zoo, as DJL itself writes it
 * ({@code ai.djl.repository.RepositoryFactoryImpl}).
 *
 * @param group such as {@code ai.djl.onnxruntime}
 * @param artifact such as {@code resnet}, or {@code ORG/REPO} where the model is one of the Hub's
 * @param version digits and dots
 * @param name of one of several models of that version; empty if none is named
 */
record DjlReference(String group, String artifact, String version, String name) {
  /**
   * What models are for, which is a part of their place and not of the reference: the constants of
   * {@code ai.djl.Application}. DJL knows a model's from its own class path.
   */
  static final List<String> TASKS =
      List.of(
          "cv/image_classification",
          "cv/zero_shot_image_classification",
          "cv/object_detection",
          "cv/zero_shot_object_detection",
          "cv/semantic_segmentation",
          "cv/instance_segmentation",
          "cv/mask_generation",
          "cv/pose_estimation",
          "cv/action_recognition",
          "cv/word_recognition",
          "cv/image_generation",
          "cv/image_enhancement",
          "cv",
          "nlp/fill_mask",
          "nlp/question_answer",
          "nlp/text_classification",
          "nlp/sentiment_analysis",
          "nlp/zero_shot_classification",
          "nlp/token_classification",
          "nlp/word_embedding",
          "nlp/text_generation",
          "nlp/machine_translation",
          "nlp/multiple_choice",
          "nlp/text_embedding",
          "nlp",
          "tabular/linear_regression",
          "tabular/softmax_regression",
          "tabular",
          "audio",
          "timeseries/forecasting");

  private static final String PART = "[A-Za-z0-9_][A-Za-z0-9._-]*";

  /** As DJL reads it, the version is the last part that can be one. */
  private static final Pattern FORM =
      Pattern.compile(
          "djl://([A-Za-z0-9_-]+(?:[.][A-Za-z0-9_-]+)*)/(%1$s(?:/%1$s)*)/([0-9]+(?:[.][0-9]+)*)(?:/(%1$s))?"
              .formatted(PART));

  /** Empty if the text is no such reference. */
  static Optional<DjlReference> parse(String uri) {
    Matcher match = FORM.matcher(uri);
    return match.matches()
        ? Optional.of(
            new DjlReference(
                match.group(1),
                match.group(2),
                match.group(3),
                Optional.ofNullable(match.group(4)).orElse("")))
        : Optional.empty();
  }

  /** Where a repository has the artifact if it is for this task: with a slash at its end. */
  String folder(String task) {
    return "model/%s/%s/%s/".formatted(task, group.replace('.', '/'), artifact);
  }

  /** As it is written. */
  @Override
  public String toString() {
    return "djl://%s/%s/%s%s".formatted(group, artifact, version, name.isEmpty() ? "" : "/" + name);
  }
}
