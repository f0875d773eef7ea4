package dev.fairlead.bench.load;

/** What came back: HTTP status and body. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody writes into it
public record Answer(int status, byte[] body) {}
