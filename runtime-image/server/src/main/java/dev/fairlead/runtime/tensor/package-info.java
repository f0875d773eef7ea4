/** Typed, shaped, direct memory: what goes into an engine and comes out. */
@NullMarked
package dev.fairlead.runtime.tensor;

import org.jspecify.annotations.NullMarked;
