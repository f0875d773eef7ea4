/** The XGBoost engine: XGBoost's own Java binding, without a layer in between. */
@NullMarked
package dev.fairlead.runtime.xgboost;

import org.jspecify.annotations.NullMarked;
