package io.tollgate.telemetry;

/**
 * The connections to one backend.
 *
 * @param active in use
 * @param idle open and not in use
 * @param pending being made
 * @param opened since it joined
 * @param closed of those, the ones that have ended
 */
public record ConnectionFigures(int active, int idle, int pending, long opened, long closed) {}
