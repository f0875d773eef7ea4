/** The objects that should exist, one factory for each kind. */
@NullMarked
package dev.fairlead.operator.plan;

import org.jspecify.annotations.NullMarked;
