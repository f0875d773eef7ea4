package dev.fairlead.runtime.live;

/**
 * A part of all requests.
 *
 * @param hundredths of a percent, 0 to 10,000
 */
public record Percent(int hundredths) {
  /** All of them. */
  static final int ALL = 10_000;

  /**
   * Whether the request with that number, counted from 0, is of the part. After each request those
   * of the part are as many as they should be, rounded down; so of any 10,000 in a row they are
   * exactly so many.
   */
  public boolean holds(long number) {
    long place = number % ALL;
    return (place + 1) * hundredths / ALL > place * hundredths / ALL;
  }

  /**
   * Whether whoever has that name is of the part: always the same as long as the part does not get
   * smaller, whichever server is asked.
   */
  boolean holds(String name) {
    return Long.remainderUnsigned(hash(name), ALL) < hundredths;
  }

  /** FNV-1a over the characters, and the last step of MurmurHash3, so that names alike differ. */
  private static long hash(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }
}
