package io.tollgate.exchange;

import java.util.Locale;

/**
 * How far a request is from what the standards want, as seen from the harm that can come of it. The four classes are
 * those of the AWS HTTP Desync Guardian.
 */
public enum RequestClass {
    /** As the standards want it. */
    COMPLIANT,
    /** Not quite, but everybody reads it alike. */
    ACCEPTABLE,
    /** Another server may read another request, or another path. */
    AMBIGUOUS,
    /** Malformed, or made to be misread. */
    SEVERE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As it stands in log and metrics. */
    public String label() {
        return label;
    }
}
