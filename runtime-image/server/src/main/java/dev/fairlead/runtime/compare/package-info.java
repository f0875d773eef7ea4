/** How far two servers' answers to the same request are apart. */
@NullMarked
package dev.fairlead.runtime.compare;

import org.jspecify.annotations.NullMarked;
