/** What a spec cannot ask for. */
package dev.fairlead.operator.validate;
