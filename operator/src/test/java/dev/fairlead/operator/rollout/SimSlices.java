package dev.fairlead.operator.rollout;

import java.util.Set;

/**
 * The Service's EndpointSlices.
 *
 * @param pods ids of the ready ones
 * @param number of the Service that they were made from
 */
record SimSlices(Set<Integer> pods, int number) {}
