/**
 * What tests share: a real Kubernetes API server, with controllers and fake nodes where asked for,
 * run as plain processes, and samples of what takes too long.
 */
@NullMarked
package dev.fairlead.testsupport;

import org.jspecify.annotations.NullMarked;
