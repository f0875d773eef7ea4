/** The model's directory: what is complete, what is half done, and how one becomes the other. */
@NullMarked
package dev.fairlead.fetch.files;

import org.jspecify.annotations.NullMarked;
