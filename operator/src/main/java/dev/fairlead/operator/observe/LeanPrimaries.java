package dev.fairlead.operator.observe;

import dev.fairlead.api.v1alpha1.ModelDeployment;
import io.javaoperatorsdk.operator.processing.event.source.filter.GenericFilter;

/**
 * Filters nothing: it takes the record of who owns which field, half of what a ModelDeployment
 * weighs, out of the object that the cache has just taken in. The caches of children have stores
 * that do so; one store cannot serve the watches of several namespaces, and here nobody can say how
 * many there will be.
 */
public final class LeanPrimaries implements GenericFilter<ModelDeployment> {
  @Override
  public boolean accept(ModelDeployment resource) {
    Trim.owners(resource);
    return true;
  }
}
