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
  /**
   * How many objects a watch begins with at a time: a whole fleet in one answer, of eight kinds at
   * once and before anything is taken out of it, would be several times of what is kept of it.
   */
  public static final long PAGE = 100;

  @Override
  public boolean accept(ModelDeployment resource) {
    Trim.owners(resource);
    return true;
  }
}
