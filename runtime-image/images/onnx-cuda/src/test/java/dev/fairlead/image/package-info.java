/** The image for GPUs, as a container engine and as a GPU see it. */
package dev.fairlead.image;
