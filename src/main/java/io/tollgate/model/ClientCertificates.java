package io.tollgate.model;

import java.util.Locale;

/** Whether clients show certificates of their own. */
public enum ClientCertificates {
    /** They are not asked. */
    NONE,
    /** They are asked; who shows one must show a good one. */
    OPTIONAL,
    /** Who shows none is turned away. */
    REQUIRED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
