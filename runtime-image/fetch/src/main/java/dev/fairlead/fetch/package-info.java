/** The init container that brings a model's files: checked, complete, or not at all. */
@NullMarked
package dev.fairlead.fetch;

import org.jspecify.annotations.NullMarked;
