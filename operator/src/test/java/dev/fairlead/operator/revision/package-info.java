/** When two specs are the same version, and when they are not. */
package dev.fairlead.operator.revision;
