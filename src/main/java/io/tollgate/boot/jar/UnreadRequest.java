package io.tollgate.boot.jar;

import io.tollgate.exchange.AddressText;
import io.tollgate.exchange.RequestView;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A request of which no more is known than the connection it came in by. */
record UnreadRequest(
        String listener,
        @Nullable SocketAddress peer,
        @Nullable SocketAddress local) implements RequestView {
    @Override
    public String method() {
        return "";
    }

    @Override
    public String scheme() {
        return "";
    }

    @Override
    public String authority() {
        return "";
    }

    @Override
    public String rawPath() {
        return "";
    }

    @Override
    public @Nullable String rawQuery() {
        return null;
    }

    @Override
    public String protocol() {
        return "";
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }

    @Override
    public List<String> headers(String name) {
        return List.of();
    }

    @Override
    public int count(String name) {
        return 0;
    }

    @Override
    public boolean everyHeader(BiPredicate<String, String> holds) {
        return true;
    }

    @Override
    public String peerAddress() {
        return literal(peer);
    }

    @Override
    public int peerPort() {
        return port(peer);
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return List.of();
    }

    @Override
    public int localPort() {
        return port(local);
    }

    @Override
    public String localAddress() {
        return literal(local);
    }

    private static int port(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet ? inet.getPort() : -1;
    }

    /** Empty for what is no internet address. */
    static String literal(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? AddressText.of(inet.getAddress())
                : "";
    }
}
