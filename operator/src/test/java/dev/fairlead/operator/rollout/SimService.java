package dev.fairlead.operator.rollout;

/**
 * The Service.
 *
 * @param selection of its selector
 * @param number of changes of the selector
 */
record SimService(Selection selection, int number) {
  SimService selecting(Selection wanted) {
    return wanted.equals(selection) ? this : new SimService(wanted, number + 1);
  }
}
