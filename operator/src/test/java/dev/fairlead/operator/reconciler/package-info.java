/** What people are told, of trouble too. */
package dev.fairlead.operator.reconciler;
