package dev.fairlead.api.v1alpha1;

/** What the server does around the model. */
public enum ModelTask {
  /** Found from the files. */
  Auto,
  /** Tensors in, tensors out. */
  Tensor,
  /** Text in, one vector out. */
  Embedding,
  /** Text in, a label and its probability out. */
  TextClassification,
  /** Text in, the entities in it out. */
  TokenClassification,
  /** The bytes of a JPEG or PNG in, a label and its probability out. */
  ImageClassification,
  /** The bytes of a JPEG or PNG in, the lines of text in it out. */
  OpticalCharacterRecognition
}
