/** Where a model's files are: references of all schemes, resolved to things to download. */
@NullMarked
package dev.fairlead.fetch.source;

import org.jspecify.annotations.NullMarked;
