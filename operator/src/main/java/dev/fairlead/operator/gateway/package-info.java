/** Whether the cluster knows Gateway API, which may come and go while the operator runs. */
@NullMarked
package dev.fairlead.operator.gateway;

import org.jspecify.annotations.NullMarked;
