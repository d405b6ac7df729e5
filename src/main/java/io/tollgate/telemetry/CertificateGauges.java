package io.tollgate.telemetry;

/** Where the exposition finds the certificates of this moment. Called by any thread, once for each scrape. */
@FunctionalInterface
public interface CertificateGauges {
    /** There is none. */
    CertificateGauges NONE = visitor -> {};

    /** Shows every certificate to the visitor. */
    void each(Visitor visitor);

    /** Takes what it is shown. */
    @FunctionalInterface
    interface Visitor {

        /**
         * One certificate.
         *
         * @param listener whose clients are shown it; empty for a pool's
         * @param pool whose backends are shown it; empty for a listener's
         * @param name a host name that it is for
         * @param expiresMillis milliseconds since the epoch
         */
        void certificate(String listener, String pool, String name, long expiresMillis);
    }
}
