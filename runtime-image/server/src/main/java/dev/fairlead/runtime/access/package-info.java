/** One line for each request, for those who want it. */
@NullMarked
package dev.fairlead.runtime.access;

import org.jspecify.annotations.NullMarked;
