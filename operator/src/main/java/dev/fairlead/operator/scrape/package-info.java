/** Requests that the operator sends to the models it runs. */
@NullMarked
package dev.fairlead.operator.scrape;

import org.jspecify.annotations.NullMarked;
