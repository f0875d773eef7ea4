/** Open Inference Protocol v2, gRPC: messages in and out, apart from gRPC. */
@NullMarked
package dev.fairlead.runtime.protocol.oip.proto;

import org.jspecify.annotations.NullMarked;
