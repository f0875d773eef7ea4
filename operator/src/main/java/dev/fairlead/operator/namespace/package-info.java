/** What those who run the cluster say of a Namespace, by its labels. */
@NullMarked
package dev.fairlead.operator.namespace;

import org.jspecify.annotations.NullMarked;
