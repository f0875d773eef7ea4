/** The order of the steps for one ModelDeployment, and what an error means. */
@NullMarked
package dev.fairlead.operator.reconciler;

import org.jspecify.annotations.NullMarked;
