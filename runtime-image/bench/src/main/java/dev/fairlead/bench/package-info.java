/** The race: who takes part in it, what is asked, and the program that runs it. */
@NullMarked
package dev.fairlead.bench;

import org.jspecify.annotations.NullMarked;
