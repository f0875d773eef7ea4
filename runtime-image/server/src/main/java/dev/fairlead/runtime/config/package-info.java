/** The settings, by environment. */
@NullMarked
package dev.fairlead.runtime.config;

import org.jspecify.annotations.NullMarked;
