/**
 * Where a request belongs in a trace over several programs, and what it took here. OpenTelemetry is
 * behind an interface: as long as nobody wants traces none of its classes is loaded.
 */
@NullMarked
package dev.fairlead.runtime.trace;

import org.jspecify.annotations.NullMarked;
