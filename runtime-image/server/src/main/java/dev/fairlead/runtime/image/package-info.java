/** Pictures: from the bytes of a file to pixels, and to another size. */
@NullMarked
package dev.fairlead.runtime.image;

import org.jspecify.annotations.NullMarked;
