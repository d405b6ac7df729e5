package io.tollgate.boot.jar;

import io.tollgate.exchange.RequestView;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request's head below the servlet layer, where its lines can be read as they came and at no cost. */
final class JettyRequestView implements RequestView {
    private final Request request;
    private final HttpFields fields;
    private @Nullable String peer;

    JettyRequestView(Request request) {
        this.request = request;
        this.fields = request.getHeaders();
    }

    /** The id of the listener that took it. */
    String listener() {
        return request.getConnectionMetaData().getConnector().getName();
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String scheme() {
        String named = request.getHttpURI().getScheme();
        return RequestView.scheme(named, request.getConnectionMetaData().isSecure());
    }

    @Override
    public String authority() {
        String host = fields.get(HttpHeader.HOST);
        if (host != null) {
            return host;
        }
        // Where the target names none, either, what Jetty says is the address of the connection.
        String named = request.getHttpURI().getAuthority();
        return named == null ? "" : named;
    }

    @Override
    public String rawPath() {
        if (WholeServerRequests.isOne(request)) {
            return "*";
        }
        HttpURI uri = request.getHttpURI();
        if (request.getMethod().equals("CONNECT") && uri.getAuthority() != null) {
            return uri.getAuthority();
        }
        String path = uri.getPath() == null || uri.getPath().isEmpty() ? "/" : uri.getPath();
        // Jetty refuses a fragment, but overlooks one that follows a host at once. No path can hold the sign.
        return uri.getFragment() == null ? path : path + "#" + uri.getFragment();
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getHttpURI().getQuery();
    }

    @Override
    public String protocol() {
        return request.getConnectionMetaData().getProtocol();
    }

    @Override
    public @Nullable String header(String name) {
        return fields.get(name);
    }

    @Override
    public List<String> headers(String name) {
        List<String> lines = List.of();
        for (int i = 0; i < fields.size(); i++) {
            HttpField field = fields.getField(i);
            if (field.is(name)) {
                lines = with(lines, field.getValue() == null ? "" : field.getValue());
            }
        }
        return lines;
    }

    /** Most fields that are asked for have no line or one. */
    private static List<String> with(List<String> lines, String next) {
        if (lines.isEmpty()) {
            return List.of(next);
        }
        List<String> longer = lines.size() == 1 ? new ArrayList<>(lines) : lines;
        longer.add(next);
        return longer;
    }

    @Override
    public int count(String name) {
        int lines = 0;
        for (int i = 0; i < fields.size(); i++) {
            if (fields.getField(i).is(name)) {
                lines++;
            }
        }
        return lines;
    }

    @Override
    public boolean everyHeader(BiPredicate<String, String> holds) {
        for (int i = 0; i < fields.size(); i++) {
            HttpField field = fields.getField(i);
            String value = field.getValue();
            if (!holds.test(field.getName(), value == null ? "" : value)) {
                return false;
            }
        }
        return true;
    }

    /** Every line as the parser made it. */
    void eachField(Consumer<HttpField> each) {
        for (int i = 0; i < fields.size(); i++) {
            HttpField field = fields.getField(i);
            each.accept(field.getValue() == null ? field.withValue("") : field);
        }
    }

    /** Asked for at every stage, and spelt once; two threads that spell it at a time do no harm. */
    @Override
    public String peerAddress() {
        String spelt = peer;
        if (spelt == null) {
            spelt = UnreadRequest.literal(request.getConnectionMetaData().getRemoteSocketAddress());
            peer = spelt;
        }
        return spelt;
    }

    @Override
    public int peerPort() {
        return Request.getRemotePort(request);
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        X509Certificate[] chain =
                request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE) instanceof EndPoint.SslSessionData session
                        ? session.peerCertificates()
                        : null;
        return chain == null ? List.of() : List.of(chain);
    }

    @Override
    public int localPort() {
        return Request.getLocalPort(request);
    }

    @Override
    public String localAddress() {
        return UnreadRequest.literal(request.getConnectionMetaData().getLocalSocketAddress());
    }
}
