/** Unpacks archives that nobody trusts. */
@NullMarked
package dev.fairlead.fetch.archive;

import org.jspecify.annotations.NullMarked;
