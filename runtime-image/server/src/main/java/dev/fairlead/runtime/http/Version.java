package dev.fairlead.runtime.http;

/** The version of this program. */
public final class Version {
  /** As the jar says; a build folder has none. */
  public static final String TEXT = text();

  private Version() {}

  private static String text() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
