/** The operator against a real API server, with other controllers and fake nodes. */
package dev.fairlead.operator.it;
