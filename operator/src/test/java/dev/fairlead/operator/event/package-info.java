/** Which changes of a status are worth an event. */
package dev.fairlead.operator.event;
