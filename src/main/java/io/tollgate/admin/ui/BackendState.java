package io.tollgate.admin.ui;

import io.tollgate.balance.Endpoint;
import io.tollgate.health.Health;
import io.tollgate.model.Mode;
import java.util.Locale;

/** What a backend is at a glance: mode, health and ejection in one, the most telling first. Each has its shape and colour. */
public enum BackendState {
    UP,
    UNKNOWN,
    DRAIN,
    MAINTENANCE,
    EJECTED,
    DOWN;

    static BackendState of(Endpoint endpoint, long wallMillis) {
        if (endpoint.mode() == Mode.MAINTENANCE) {
            return MAINTENANCE;
        }
        if (endpoint.health() == Health.DOWN) {
            return DOWN;
        }
        if (endpoint.ejectedUntilMillis() > wallMillis) {
            return EJECTED;
        }
        if (endpoint.mode() == Mode.DRAIN) {
            return DRAIN;
        }
        return endpoint.health() == Health.UP ? UP : UNKNOWN;
    }

    /** It may take callers that are new. */
    boolean open() {
        return this == UP || this == UNKNOWN;
    }

    /** It answers somebody. */
    boolean serves() {
        return open() || this == DRAIN;
    }

    /** Nobody asked for it to be so. */
    boolean trouble() {
        return this == DOWN || this == EJECTED;
    }

    /** As a class of the style sheet and the end of a message key. */
    public String css() {
        return name().toLowerCase(Locale.ROOT);
    }
}
