package io.tollgate.boot.jar;

import io.tollgate.exchange.RequestView;
import io.tollgate.proxy.Container;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletApiRequest;
import org.eclipse.jetty.ee10.servlet.ServletApiResponse;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** What embedded Jetty does to an answer only when it is asked below its servlet layer, or in its own words. */
final class EmbeddedJetty implements Container {
    @Override
    public RequestView view(HttpServletRequest request) {
        return new JettyRequestView(((ServletApiRequest) request).getRequest());
    }

    /** The id of the listener that took the request. */
    static String listenerOf(RequestView request) {
        return request instanceof JettyRequestView read ? read.listener() : ((UnreadRequest) request).listener();
    }

    @Override
    public boolean leavesContinue() {
        return true;
    }

    /** Sets the field to the letter; the servlet layer would write the media types that it knows in its own way. */
    @Override
    public void contentType(HttpServletResponse response, String value) {
        head(response).put(new HttpField(HttpHeader.CONTENT_TYPE, value));
    }

    @Override
    public void add(HttpServletResponse response, HttpField field) {
        head(response).add(field);
    }

    @Override
    public CompletionStage<@Nullable Void> interim(HttpServletResponse response, int status, HttpFields head) {
        return core(response).writeInterim(status, head);
    }

    @Override
    public @Nullable HttpFields trailers(HttpServletRequest request) {
        return ((ServletApiRequest) request).getRequest().getTrailers();
    }

    @Override
    public void trailers(HttpServletResponse response, Supplier<@Nullable HttpFields> trailers) {
        core(response).setTrailersSupplier(trailers);
    }

    /** Beneath the servlet layer, and what that wraps around Jetty's own response. */
    private static Response core(HttpServletResponse response) {
        Response inner = ((ServletApiResponse) response).getResponse();
        return inner instanceof Response.Wrapper wrapper ? wrapper.getWrapped() : inner;
    }

    private static HttpFields.Mutable head(HttpServletResponse response) {
        return core(response).getHeaders();
    }

    /** HTTP/2 tells of it by itself. */
    @Override
    public Runnable watch(HttpServletRequest request, Runnable left) {
        ConnectionMetaData client = ((ServletApiRequest) request).getRequest().getConnectionMetaData();
        EndPoint endPoint = client.getConnection().getEndPoint();
        while (endPoint instanceof EndPoint.Wrapper wrapper) {
            endPoint = wrapper.unwrap();
        }
        if (client.getHttpVersion() == HttpVersion.HTTP_2 || !(endPoint instanceof WatchedEndPoint watched)) {
            return () -> {};
        }
        watched.watch(left);
        return watched::unwatch;
    }

    @Override
    public void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async)
            throws IOException {
        // Its own meaning of that number; it also ends the exchange, and may have begun another in its place.
        response.sendError(-1);
    }
}
