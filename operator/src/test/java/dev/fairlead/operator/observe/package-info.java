/** From what the API server shows to what it means. */
package dev.fairlead.operator.observe;
