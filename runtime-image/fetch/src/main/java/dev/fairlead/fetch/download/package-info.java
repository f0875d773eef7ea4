/** One download that goes on where it stopped, hashed while it is copied. */
@NullMarked
package dev.fairlead.fetch.download;

import org.jspecify.annotations.NullMarked;
