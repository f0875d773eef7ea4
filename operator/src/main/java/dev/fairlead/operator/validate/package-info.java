/** What the API server cannot check: the spec and the world it meets, as violations. */
@NullMarked
package dev.fairlead.operator.validate;

import org.jspecify.annotations.NullMarked;
