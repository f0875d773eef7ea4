/** Text in pictures: what is done around a detector of lines and a recogniser of them. */
@NullMarked
package dev.fairlead.runtime.ocr;

import org.jspecify.annotations.NullMarked;
