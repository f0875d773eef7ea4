package dev.fairlead.operator.plan;

/**
 * A ReplicaSet whose later pods are to run another image than its template says; those that are
 * there stay as they are.
 *
 * @param namespace of the ReplicaSet
 * @param name of the ReplicaSet
 * @param uid of that very one, and none after it that has its name
 * @param image of the model server
 */
public record ReplicaSetImage(String namespace, String name, String uid, String image) {}
