package dev.fairlead.runtime.protocol.oip;

import dev.fairlead.runtime.tensor.Datatype;

/** Datatypes by their names in the protocol. */
public final class Datatypes {
  private Datatypes() {}

  /**
   * The datatype of that name.
   *
   * @throws BadRequest if the protocol has none
   */
  public static Datatype named(String name) throws BadRequest {
    return Datatype.of(name)
        .orElseThrow(
            () ->
                new BadRequest(
                    "'%s' is not a datatype of the Open Inference Protocol".formatted(name)));
  }
}
