/** The ONNX engine: ONNX Runtime without a layer in between. */
@NullMarked
package dev.fairlead.runtime.onnx;

import org.jspecify.annotations.NullMarked;
