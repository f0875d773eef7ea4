package dev.fairlead.runtime.pipeline;

import java.nio.FloatBuffer;

/**
 * What the model gave for one text of a run: a row for each token, padding apart, or one for all.
 *
 * @param values of the whole run
 * @param start of the text's first row in them
 * @param rows of the text
 * @param size of a row
 */
record TextOutput(FloatBuffer values, int start, int rows, int size) {
  /** One row. */
  float[] row(int index) {
    var row = new float[size];
    values.get(start + index * size, row);
    return row;
  }

  /** The average of all rows. */
  float[] mean() {
    var mean = new float[size];
    for (int row = 0; row < rows; row++) {
      int at = start + row * size;
      for (int i = 0; i < size; i++) {
        mean[i] += values.get(at + i);
      }
    }
    for (int i = 0; i < size; i++) {
      mean[i] /= rows;
    }
    return mean;
  }

  /** All rows, one after the other. */
  float[] all() {
    var all = new float[rows * size];
    values.get(start, all);
    return all;
  }
}
