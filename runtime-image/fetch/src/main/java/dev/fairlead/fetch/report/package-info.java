/** What fetch tells others: reasons, progress, and the line it ends with. */
@NullMarked
package dev.fairlead.fetch.report;

import org.jspecify.annotations.NullMarked;
