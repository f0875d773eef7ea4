package dev.fairlead.runtime.http;

import dev.fairlead.runtime.execution.Executor;
import dev.fairlead.runtime.lifecycle.ServedModel;

/** What requests are answered with, from the moment that it is ready. */
public record Served(ServedModel model, Executor executor) {}
