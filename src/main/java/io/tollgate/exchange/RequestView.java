package io.tollgate.exchange;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A request's head as it came, whatever container took it. Field names are matched without regard to case. Valid
 * until the exchange ends; safe to read from the thread that handles the exchange.
 */
public interface RequestView {

    /** Such as {@code GET}; case kept. */
    String method();

    /**
     * {@code http} or {@code https}, as the connection was; not what a proxy before Tollgate says. Another one only where
     * the target names that.
     */
    String scheme();

    /**
     * What {@link #scheme} says.
     *
     * @param named by the target, or else by whoever took the request: of HTTP's two schemes it is what a client may write
     * @param secure whether the connection was
     */
    static String scheme(@Nullable String named, boolean secure) {
        if (named != null && !named.equalsIgnoreCase("http") && !named.equalsIgnoreCase("https")) {
            return named;
        }
        return secure ? "https" : "http";
    }

    /** Host and port as the client named them, from the Host field or the target; empty when it named none. */
    String authority();

    /** The path as it came, not decoded; at least {@code /}, or {@code *}; of CONNECT the host and port that it names. */
    String rawPath();

    /** What follows the question mark, not decoded; null without one. */
    @Nullable
    String rawQuery();

    /** Such as {@code HTTP/1.1} or {@code HTTP/2.0}. */
    String protocol();

    /** The first line of that field, or null. */
    @Nullable
    String header(String name);

    /** All lines of that field, in order; empty without one. */
    List<String> headers(String name);

    /** How many lines that field has. */
    int count(String name);

    /** Whether every line of every field is so, by its name and value; stops at the first that is not. */
    boolean everyHeader(BiPredicate<String, String> holds);

    /** Every line of every field. */
    default void eachHeader(BiConsumer<String, String> line) {
        boolean unused = everyHeader((name, value) -> {
            line.accept(name, value);
            return true;
        });
    }

    /** The literal address of the connection's other end. */
    String peerAddress();

    /** The port of the connection's other end. */
    int peerPort();

    /**
     * The certificate that the connection's other end has shown and that was found good, then those that lead to its
     * CA; empty when it has shown none.
     */
    List<X509Certificate> peerCertificates();

    /** The port the client connected to. */
    int localPort();

    /** The literal address the client connected to. */
    String localAddress();
}
