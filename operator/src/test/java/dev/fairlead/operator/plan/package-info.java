/** From a spec and what there is to the objects that should exist. */
package dev.fairlead.operator.plan;
