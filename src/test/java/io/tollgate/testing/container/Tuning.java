package io.tollgate.testing.container;

/** How much of a container's configuration is set. */
public enum Tuning {
    /** As it comes, but for the ports. */
    UNTOUCHED,
    /** The limits that strangle a proxy set as docs/containers.md says. */
    TUNED
}
