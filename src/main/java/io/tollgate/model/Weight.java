package io.tollgate.model;

/** The range of an operator's weight. 0 takes no new callers and keeps its sessions. */
public final class Weight {
    public static final int MIN = 0;
    public static final int MAX = 1000;
    public static final int DEFAULT = 100;

    private Weight() {}
}
