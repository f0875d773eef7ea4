/** The model server's entry: settings in, a life cycle out. */
@NullMarked
package dev.fairlead.runtime;

import org.jspecify.annotations.NullMarked;
