package io.tollgate.boot.jar;

import io.tollgate.proxy.Container;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletApiResponse;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;

/** What embedded Jetty does to an answer only when it is asked below its servlet layer, or in its own words. */
final class EmbeddedJetty implements Container {
    /** The id of the listener that took the request. */
    static String listenerOf(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnector()
                .getName();
    }

    /** Sets the field to the letter; the servlet layer would write the media types that it knows in its own way. */
    @Override
    public void contentType(HttpServletResponse response, String value) {
        if (response instanceof ServletApiResponse servlet && servlet.getResponse() instanceof Response.Wrapper core) {
            core.getWrapped().getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, value));
        } else {
            response.setContentType(value);
        }
    }

    @Override
    public void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async)
            throws IOException {
        // Its own meaning of that number; it also ends the exchange, and may have begun another in its place.
        response.sendError(-1);
    }
}
