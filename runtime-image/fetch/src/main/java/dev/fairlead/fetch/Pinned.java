package dev.fairlead.fetch;

import dev.fairlead.fetch.download.Blob;
import dev.fairlead.fetch.report.FetchException;
import dev.fairlead.fetch.report.Reason;
import dev.fairlead.fetch.source.Model;
import dev.fairlead.fetch.source.Source;
import java.io.IOException;
import java.util.Optional;

/**
 * A version that was found out before. It was there: a source that has nothing in its place has
 * moved on, which another cure goes with than a reference that never named anything.
 */
final class Pinned {
  private Pinned() {}

  /** Asks the source. */
  @FunctionalInterface
  interface Question<T> {
    T ask() throws IOException;
  }

  /**
   * Finds out what to download, and that it is the version of that identity.
   *
   * @param identity {@code sha256:HEX}; empty where any version will do
   * @throws FetchException {@link Reason#SOURCE_MOVED} if the source has another one now, or none;
   *     of the model's items when they are asked for, too
   */
  static Model resolve(Source source, Optional<String> identity) throws IOException {
    if (identity.isEmpty()) {
      return source.resolve();
    }
    String pinned = identity.get();
    Model model = ask(pinned, source::resolve);
    model.require(identity);
    return new Model(
        model.uri(),
        model.digest(),
        model.identity(),
        model.items().stream().map(item -> pinned(item, pinned)).toList());
  }

  /**
   * Brings a model. Where its identity is the digest of its bytes, which nobody stated but an
   * earlier look found out, others are no damage: the source has another version now.
   */
  static <T> T bring(Model model, Options options, Question<T> bringing) throws IOException {
    try {
      return bringing.ask();
    } catch (FetchException e) {
      if (e.reason() != Reason.DIGEST_MISMATCH
          || options.digest().isPresent()
          || !isKnownByItsBytes(model)) {
        throw e;
      }
      throw new FetchException(
          Reason.SOURCE_MOVED,
          "model.uri stands for other bytes now than %s, which was resolved before: put the old files back, or take the new ones by a change of model or refresh."
              .formatted(model.identity().orElse("")),
          e);
    }
  }

  private static boolean isKnownByItsBytes(Model model) {
    return model.identity().isPresent()
        && model.items().stream()
            .map(item -> item.blob().sha256().map("sha256:"::concat))
            .anyMatch(model.identity()::equals);
  }

  private static Model.Item pinned(Model.Item item, String identity) {
    Blob blob = item.blob();
    var pinned =
        new Blob(
            blob.key(),
            blob.name(),
            blob.host(),
            blob.sha256(),
            blob.size(),
            headers -> ask(identity, () -> blob.opener().open(headers)),
            blob.check());
    return new Model.Item(pinned, item.packing(), item.path());
  }

  private static <T> T ask(String identity, Question<T> question) throws IOException {
    try {
      return question.ask();
    } catch (FetchException e) {
      if (e.reason() != Reason.MODEL_NOT_FOUND) {
        throw e;
      }
      throw new FetchException(
          Reason.SOURCE_MOVED,
          "the source no longer has %s, which model.uri stood for: put the old files back, or take the new ones by a change of model or refresh. It says: %s"
              .formatted(identity, e.getMessage()),
          e);
    }
  }
}
