/** What the protocols share: one way to read and write JSON. */
@NullMarked
package dev.fairlead.runtime.protocol;

import org.jspecify.annotations.NullMarked;
