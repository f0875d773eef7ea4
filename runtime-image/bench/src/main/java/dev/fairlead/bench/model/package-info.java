/** The models and what they are asked. */
@NullMarked
package dev.fairlead.bench.model;

import org.jspecify.annotations.NullMarked;
