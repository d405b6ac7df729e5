package io.tollgate.model;

import java.util.Locale;

/** What becomes of requests that are malformed, or that others might read in another way. */
public enum Strictness {
    /** What is malformed or has several readings that matter is refused. */
    DEFENSIVE,
    /** Whatever has a flaw is refused. */
    STRICTEST,
    /** What has one reading here is forwarded by it, whatever others might read; to watch before refusing. */
    MONITOR;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
