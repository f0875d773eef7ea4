/** From verified files to a ready model, and to the end of it. */
@NullMarked
package dev.fairlead.runtime.lifecycle;

import org.jspecify.annotations.NullMarked;
