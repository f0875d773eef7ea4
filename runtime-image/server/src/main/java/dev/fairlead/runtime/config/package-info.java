/** The settings, by environment and by the model's own file. */
@NullMarked
package dev.fairlead.runtime.config;

import org.jspecify.annotations.NullMarked;
