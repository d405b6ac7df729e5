package io.tollgate.model;

/** Versions of TLS that are spoken. What is older is broken. */
public enum TlsVersion {
    V1_2("1.2"),
    V1_3("1.3");

    private final String number;

    TlsVersion(String number) {
        this.number = number;
    }

    @Override
    public String toString() {
        return number;
    }
}
