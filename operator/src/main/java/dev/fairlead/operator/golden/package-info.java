/** Reads golden requests, from a spec or from the ConfigMap that it names. */
@NullMarked
package dev.fairlead.operator.golden;

import org.jspecify.annotations.NullMarked;
