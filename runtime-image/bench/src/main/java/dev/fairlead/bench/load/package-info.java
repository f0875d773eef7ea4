/** Clients that ask one request after the other over kept connections, and what they measured. */
@NullMarked
package dev.fairlead.bench.load;

import org.jspecify.annotations.NullMarked;
