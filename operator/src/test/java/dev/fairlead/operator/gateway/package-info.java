/** Whether the cluster has Gateway API. */
package dev.fairlead.operator.gateway;
