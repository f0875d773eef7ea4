/** What holds for the operator as a whole. */
package dev.fairlead.operator;
