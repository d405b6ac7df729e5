package io.tollgate.model;

import java.util.Locale;

/** In which form a backend is told at the start of a connection for whom it is. */
public enum ProxyProtocol {
    /** Not at all. */
    NONE,
    /** A line of text. */
    V1,
    /** In binary. */
    V2;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
