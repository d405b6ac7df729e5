package io.tollgate.proxy;

import io.tollgate.exchange.AddressText;
import io.tollgate.exchange.RequestView;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** A servlet request's head. Uses nothing that reads bodies, makes sessions or normalises paths. */
final class ServletRequestView implements RequestView {
    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final HttpServletRequest request;

    /** What is asked for at the exchange's end too, when a container may already have put the request to another use. */
    private final String method;

    private final String rawPath;
    private final String protocol;

    /** Name and value in turn. Containers look each field up anew, so it is done once. */
    private @Nullable List<String> lines;

    ServletRequestView(HttpServletRequest request) {
        this.request = request;
        this.method = request.getMethod();
        String path = request.getRequestURI();
        this.rawPath = path == null || path.isEmpty() ? "/" : path;
        this.protocol = request.getProtocol();
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String scheme() {
        return RequestView.scheme(request.getScheme(), request.isSecure());
    }

    @Override
    public String authority() {
        String host = request.getHeader("Host");
        if (host != null) {
            return host;
        }
        String name = request.getServerName();
        if (name == null || name.isEmpty()) {
            return "";
        }
        // HTTP/2 names the host in a pseudo-field, which containers show only in parts.
        int port = request.getServerPort();
        boolean usual = port <= 0 || port == (request.isSecure() ? 443 : 80);
        return usual ? name : name + ":" + port;
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getQueryString();
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public List<String> headers(String name) {
        return Collections.list(request.getHeaders(name));
    }

    @Override
    public int count(String name) {
        int lines = 0;
        for (Enumeration<String> values = request.getHeaders(name); values.hasMoreElements(); lines++) {
            values.nextElement();
        }
        return lines;
    }

    @Override
    public boolean everyHeader(BiPredicate<String, String> holds) {
        List<String> all = lines();
        for (int i = 0; i < all.size(); i += 2) {
            if (!holds.test(all.get(i), all.get(i + 1))) {
                return false;
            }
        }
        return true;
    }

    private List<String> lines() {
        List<String> known = lines;
        if (known == null) {
            known = new ArrayList<>();
            Enumeration<String> names = request.getHeaderNames();
            while (names.hasMoreElements()) {
                String name = names.nextElement();
                Enumeration<String> values = request.getHeaders(name);
                while (values.hasMoreElements()) {
                    known.add(name);
                    known.add(values.nextElement());
                }
            }
            lines = known;
        }
        return known;
    }

    @Override
    public String peerAddress() {
        return literal(request.getRemoteAddr());
    }

    @Override
    public int peerPort() {
        return request.getRemotePort();
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        // Every container shows them so (Jakarta Servlet 6.0, section 3.10).
        return request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain ? List.of(chain) : List.of();
    }

    @Override
    public int localPort() {
        return request.getLocalPort();
    }

    @Override
    public String localAddress() {
        return literal(request.getLocalAddr());
    }

    private static String literal(@Nullable String address) {
        if (address == null) {
            return "";
        }
        boolean brackets = address.startsWith("[") && address.endsWith("]");
        String bare = brackets ? address.substring(1, address.length() - 1) : address;
        String text = bare.indexOf(':') < 0 ? bare : AddressText.of(bare);
        return text == null ? bare : text;
    }
}
