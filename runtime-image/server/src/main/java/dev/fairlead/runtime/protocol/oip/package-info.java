/** Open Inference Protocol v2, REST: bodies in and out, apart from HTTP. */
@NullMarked
package dev.fairlead.runtime.protocol.oip;

import org.jspecify.annotations.NullMarked;
