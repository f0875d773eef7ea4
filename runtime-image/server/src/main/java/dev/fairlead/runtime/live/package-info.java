/** What changes while the server runs: which requests go to a candidate, and how much is logged. */
@NullMarked
package dev.fairlead.runtime.live;

import org.jspecify.annotations.NullMarked;
