package io.tollgate.telemetry;

import java.util.Locale;

/** What became of a file that was read again. */
public enum ReloadResult {
    /** It is in force. */
    ACCEPTED,
    /** It was wrong; the old one stays. */
    REFUSED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** As it stands in metrics. */
    public String label() {
        return label;
    }
}
