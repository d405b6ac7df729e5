package io.tollgate.boot.jar;

import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.ee10.servlet.ServletApiResponse;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;

/** What embedded Jetty does to an answer's head only when it is asked below its servlet layer. */
final class JettyAnswers {
    private JettyAnswers() {}

    /** Sets the field to the letter; the servlet layer would write the media types that it knows in its own way. */
    static void contentType(HttpServletResponse response, String value) {
        if (response instanceof ServletApiResponse servlet && servlet.getResponse() instanceof Response.Wrapper core) {
            core.getWrapped().getHeaders().put(new HttpField(HttpHeader.CONTENT_TYPE, value));
        } else {
            response.setContentType(value);
        }
    }
}
