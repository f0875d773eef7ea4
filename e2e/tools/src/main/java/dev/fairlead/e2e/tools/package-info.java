/**
 * Programs that the cluster tests run in pods: load on a Service, and a witness of what the status
 * says.
 */
@NullMarked
package dev.fairlead.e2e.tools;

import org.jspecify.annotations.NullMarked;
