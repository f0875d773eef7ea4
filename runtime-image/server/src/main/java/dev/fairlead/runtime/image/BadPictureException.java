package dev.fairlead.runtime.image;

/** Bytes that are not a picture which can be read. */
public class BadPictureException extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code message} goes on after "the element": "is no JPEG and no PNG file". */
  public BadPictureException(String message) {
    super(message);
  }
}
