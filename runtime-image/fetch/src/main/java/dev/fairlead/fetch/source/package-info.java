/** Where a model's files are: https:// and oci:// references, resolved to things to download. */
@NullMarked
package dev.fairlead.fetch.source;

import org.jspecify.annotations.NullMarked;
