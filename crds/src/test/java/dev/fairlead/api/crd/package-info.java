/** How the CRD and the reference pages are made from the API types, and what is checked of them. */
@NullMarked
package dev.fairlead.api.crd;

import org.jspecify.annotations.NullMarked;
