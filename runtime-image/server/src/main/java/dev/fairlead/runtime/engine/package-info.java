/**
 * What an engine has to offer; found by ServiceLoader, so that an image carries just those that are
 * on its class path.
 */
@NullMarked
package dev.fairlead.runtime.engine;

import org.jspecify.annotations.NullMarked;
