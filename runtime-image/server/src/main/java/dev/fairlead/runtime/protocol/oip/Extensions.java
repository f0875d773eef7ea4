package dev.fairlead.runtime.protocol.oip;

import java.util.List;
import java.util.Set;

/** The protocol's extensions, by the names that Triton gave them. */
public final class Extensions {
  /** What is said in the server's metadata. */
  public static final List<String> SERVED = List.of("binary_tensor_data");

  /** Parameters of other ones: an answer that leaves them out of account would be a wrong one. */
  private static final Set<String> REFUSED =
      Set.of("classification", "sequence_id", "shared_memory_region");

  private Extensions() {}

  /** Refuses a parameter of an extension that is not served, whatever its value. */
  public static void check(String parameter) throws BadRequest {
    if (REFUSED.contains(parameter)) {
      throw new BadRequest(
          "the parameter '%s' belongs to an extension that this server does not have"
              .formatted(parameter));
    }
  }
}
