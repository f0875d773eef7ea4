/**
 * The types of the API group {@code serving.fairlead.dev}, version v1alpha1: the source of the CRD.
 */
@NullMarked
package dev.fairlead.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
