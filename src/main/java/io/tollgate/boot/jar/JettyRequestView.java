package io.tollgate.boot.jar;

import io.tollgate.exchange.RequestView;
import java.util.List;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** A request's head as Jetty parsed it: every line in its place, which the servlet layer loses. */
final class JettyRequestView implements RequestView {
    private final Request request;
    private final HttpFields fields;

    JettyRequestView(Request request) {
        this.request = request;
        this.fields = request.getHeaders();
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String scheme() {
        return request.isSecure() ? "https" : "http";
    }

    @Override
    public String authority() {
        String host = fields.get(HttpHeader.HOST);
        if (host != null) {
            return host;
        }
        // HTTP/2 names the host in a pseudo-field.
        String authority = request.getHttpURI().getAuthority();
        return authority == null ? "" : authority;
    }

    @Override
    public String rawPath() {
        if (WholeServerRequests.isOne(request)) {
            return "*";
        }
        String path = request.getHttpURI().getPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getHttpURI().getQuery();
    }

    @Override
    public String protocol() {
        return request.getConnectionMetaData().getHttpVersion().asString();
    }

    @Override
    public @Nullable String header(String name) {
        return fields.get(name);
    }

    @Override
    public List<String> headers(String name) {
        return fields.getValuesList(name);
    }

    @Override
    public void eachHeader(BiConsumer<String, String> line) {
        for (HttpField field : fields) {
            String value = field.getValue();
            line.accept(field.getName(), value == null ? "" : value);
        }
    }

    @Override
    public String peerAddress() {
        return bare(Request.getRemoteAddr(request));
    }

    @Override
    public int localPort() {
        return Request.getLocalPort(request);
    }

    @Override
    public String localAddress() {
        return bare(Request.getLocalAddr(request));
    }

    private static String bare(@Nullable String address) {
        if (address == null) {
            return "";
        }
        return address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
    }
}
