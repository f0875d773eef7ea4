/** What Linux knows of a process: its CPU time and its memory. */
@NullMarked
package dev.fairlead.bench.proc;

import org.jspecify.annotations.NullMarked;
