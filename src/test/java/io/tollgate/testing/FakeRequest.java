package io.tollgate.testing;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.RequestView;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A request's head made by hand: {@code FakeRequest.get("/cart?item=1").host("shop.example.com").cookie("a=b")}. What is
 * not set is that of a plain request from 192.0.2.7. The Host line is counted but not among the lines.
 */
public final class FakeRequest implements RequestView {
    private record Line(String name, String value) {}

    private final String method;
    private final String rawPath;
    private final @Nullable String rawQuery;
    private final List<Line> lines = new ArrayList<>();
    private String authority = "shop.example.com";
    private boolean hostLine = true;
    private String scheme = "http";
    private String protocol = "HTTP/1.1";
    private String peer = "192.0.2.7";

    private FakeRequest(String method, String target) {
        int question = target.indexOf('?');
        this.method = method;
        this.rawPath = question < 0 ? target : target.substring(0, question);
        this.rawQuery = question < 0 ? null : target.substring(question + 1);
    }

    /**
     * Begins a GET.
     *
     * @param target raw path, and raw query after a question mark
     */
    public static FakeRequest get(String target) {
        return of("GET", target);
    }

    /** Begins a request with any method. */
    public static FakeRequest of(String method, String target) {
        return new FakeRequest(method, target);
    }

    /** Names the host, with a port or not; empty for none. */
    public FakeRequest host(String named) {
        authority = named;
        return this;
    }

    /** Has no Host line, as in HTTP/2. */
    public FakeRequest withoutHost() {
        hostLine = false;
        return this;
    }

    /** Adds a field line. */
    public FakeRequest header(String name, String value) {
        lines.add(new Line(name, value));
        return this;
    }

    /** Adds a Cookie line. */
    public FakeRequest cookie(String line) {
        return header("Cookie", line);
    }

    /** Comes over TLS. */
    public FakeRequest secure() {
        return scheme("https");
    }

    /** Names that scheme in its target. */
    public FakeRequest scheme(String named) {
        scheme = named;
        return this;
    }

    /** Such as {@code HTTP/2.0}. */
    public FakeRequest protocol(String version) {
        protocol = version;
        return this;
    }

    /** Comes from that literal address. */
    public FakeRequest from(String address) {
        peer = address;
        return this;
    }

    /** The exchange of this request, with a clock that stands still. */
    public Exchange exchange() {
        return new Exchange("r1", "web", this, Origin.of(this), new FakeTime());
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    @Override
    public @Nullable String rawQuery() {
        return rawQuery;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public @Nullable String header(String name) {
        List<String> values = headers(name);
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public List<String> headers(String name) {
        return lines.stream()
                .filter(line -> line.name().equalsIgnoreCase(name))
                .map(Line::value)
                .toList();
    }

    @Override
    public int count(String name) {
        int lines = headers(name).size();
        return hostLine && name.equals("Host") ? lines + 1 : lines;
    }

    @Override
    public boolean everyHeader(BiPredicate<String, String> holds) {
        return lines.stream().allMatch(one -> holds.test(one.name(), one.value()));
    }

    @Override
    public String peerAddress() {
        return peer;
    }

    @Override
    public int peerPort() {
        return 51_000;
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return List.of();
    }

    @Override
    public int localPort() {
        return scheme.equals("https") ? 8443 : 8080;
    }

    @Override
    public String localAddress() {
        return "192.0.2.1";
    }

    @Override
    public String toString() {
        return method + " " + rawPath + (rawQuery == null ? "" : "?" + rawQuery) + " " + protocol + " of " + authority
                + " " + lines;
    }
}
