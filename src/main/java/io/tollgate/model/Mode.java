package io.tollgate.model;

import java.util.Locale;

/** What the operator wishes of a backend. */
public enum Mode {
    /** Takes new callers. */
    READY,
    /** Takes no new callers; its sessions stay until they end. */
    DRAIN,
    /** Takes nobody. Never overruled, whatever happens to the others. */
    MAINTENANCE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The mode of that name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Mode parse(String text) {
        for (Mode mode : values()) {
            if (mode.toString().equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a mode");
    }
}
