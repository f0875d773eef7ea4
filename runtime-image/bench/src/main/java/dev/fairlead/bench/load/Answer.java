package dev.fairlead.bench.load;

/**
 * What came back.
 *
 * @param status of HTTP
 * @param closes whether the server ends the connection with it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody writes into it
public record Answer(int status, byte[] body, boolean closes) {}
