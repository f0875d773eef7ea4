package dev.fairlead.fetch.source;

import java.io.IOException;
import java.util.Optional;

/** Where the key comes from. */
interface AwsLogins {
  /** One that is good now; empty to ask without. */
  Optional<AwsLogin> current() throws IOException;

  /** What to do where access is refused, a whole sentence. */
  String access();
}
