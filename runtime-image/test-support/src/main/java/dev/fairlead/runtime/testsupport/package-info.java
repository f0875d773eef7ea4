/** The model server, and other programs of the engines' tests, in processes of their own. */
@NullMarked
package dev.fairlead.runtime.testsupport;

import org.jspecify.annotations.NullMarked;
