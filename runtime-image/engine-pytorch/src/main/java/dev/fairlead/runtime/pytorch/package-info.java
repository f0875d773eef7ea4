/** The PyTorch engine: TorchScript archives, run by DJL's binding of LibTorch. */
@NullMarked
package dev.fairlead.runtime.pytorch;

import org.jspecify.annotations.NullMarked;
