/**
 * The only writer of children: server-side apply of what differs, and deletion of what is no longer
 * wanted.
 */
@NullMarked
package dev.fairlead.operator.apply;

import org.jspecify.annotations.NullMarked;
