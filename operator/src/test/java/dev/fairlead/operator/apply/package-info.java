/** What the API server's answers to a write mean. */
package dev.fairlead.operator.apply;
