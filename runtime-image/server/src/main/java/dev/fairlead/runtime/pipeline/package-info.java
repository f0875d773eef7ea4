/** What is done around a model, declared by its own files. */
@NullMarked
package dev.fairlead.runtime.pipeline;

import org.jspecify.annotations.NullMarked;
