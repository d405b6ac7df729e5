package io.tollgate.health;

/**
 * What one probe found.
 *
 * @param atMillis wall time of the answer
 * @param nanos how long it took
 * @param detail a few words for the operator, such as {@code 200} or {@code no answer within 2s}
 */
public record ProbeResult(boolean good, long atMillis, long nanos, String detail) {}
