/** What is read from servers, well-behaved and other. */
package dev.fairlead.operator.scrape;
