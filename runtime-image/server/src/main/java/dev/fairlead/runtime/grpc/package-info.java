/** The gRPC side: its port, the services on it, and how it ends. */
@NullMarked
package dev.fairlead.runtime.grpc;

import org.jspecify.annotations.NullMarked;
