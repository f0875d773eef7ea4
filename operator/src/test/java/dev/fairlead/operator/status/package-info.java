/** What is true of a ModelDeployment, and what of it is written. */
package dev.fairlead.operator.status;
