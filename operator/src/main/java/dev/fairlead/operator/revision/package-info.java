/** Which declared fields make a version, how it is named, recorded and found again. */
@NullMarked
package dev.fairlead.operator.revision;

import org.jspecify.annotations.NullMarked;
