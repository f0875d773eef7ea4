package dev.fairlead.fetch.source;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code s3://BUCKET/PREFIX}: a folder of objects, or one object.
 *
 * @param prefix without a slash at either end; empty for the whole bucket
 * @param asOf the instant whose versions are meant; empty for what is there now
 */
record S3Reference(String bucket, String prefix, Optional<Instant> asOf) {
  private static final Pattern FORM =
      Pattern.compile(
          "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9!_.*()=+@,:~-]+)*)/?"
              + "(?:\\?asOf=([0-9TZ:.-]{1,40}))?");

  private static final Pattern DOTS = Pattern.compile("(^|/)[.]{1,2}(/|$)");

  /** Empty if the text is no such reference. */
  static Optional<S3Reference> parse(String uri) {
    Matcher match = FORM.matcher(uri);
    if (!match.matches()) {
      return Optional.empty();
    }
    String prefix = match.group(2).isEmpty() ? "" : match.group(2).substring(1);
    if (DOTS.matcher(prefix).find()) {
      return Optional.empty();
    }
    try {
      Optional<Instant> asOf = Optional.ofNullable(match.group(3)).map(Instant::parse);
      return Optional.of(new S3Reference(match.group(1), prefix, asOf));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The same as of an instant; the same, if there is none. */
  S3Reference asOf(Optional<Instant> instant) {
    return new S3Reference(bucket, prefix, instant);
  }

  /** What the keys of the folder's objects begin with. */
  String folder() {
    return prefix.isEmpty() ? "" : prefix + "/";
  }

  /** As it is written. */
  @Override
  public String toString() {
    return "s3://%s%s%s"
        .formatted(
            bucket,
            prefix.isEmpty() ? "" : "/" + prefix,
            asOf.map(instant -> "?asOf=" + instant).orElse(""));
  }
}
