/**
 * A real Kubernetes API server, with controllers and fake nodes where asked for, run as plain
 * processes.
 */
@NullMarked
package dev.fairlead.testsupport;

import org.jspecify.annotations.NullMarked;
