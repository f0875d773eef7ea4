/** Stories of users and operators on a real cluster. */
@NullMarked
package dev.fairlead.e2e;

import org.jspecify.annotations.NullMarked;
