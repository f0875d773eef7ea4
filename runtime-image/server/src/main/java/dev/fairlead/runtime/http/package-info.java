/** The HTTP server: routes, limits, errors and draining. */
@NullMarked
package dev.fairlead.runtime.http;

import org.jspecify.annotations.NullMarked;
