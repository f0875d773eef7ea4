/** A bounded queue, the workers that run the model, and deadlines. */
@NullMarked
package dev.fairlead.runtime.execution;

import org.jspecify.annotations.NullMarked;
