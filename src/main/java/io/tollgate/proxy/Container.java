package io.tollgate.proxy;

import io.tollgate.exchange.RequestView;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What the servlet API has no way to say, or what containers do not do as it says. One form per kind of container,
 * chosen once at start. Thread-safe; every method may be called from any thread that has the response to itself.
 */
public interface Container {
    /** That request's head. */
    default RequestView view(HttpServletRequest request) {
        return new ServletRequestView(request);
    }

    /**
     * Sets an answer's Content-Type to the letter, in place of any before. Containers asked in the ordinary way know
     * better: they put in or take out blanks, change case and order, or add a charset.
     */
    void contentType(HttpServletResponse response, String value);

    /** Sends what was written so far, and the head if it has not been sent. Does not wait for the client. */
    default void flush(ServletOutputStream out) throws IOException {
        out.flush();
    }

    /**
     * Told when a response that has a write listener was reset, and is written anew by the same listener. Some
     * containers forget the listener then.
     */
    default void listenAgain(ServletOutputStream out, WriteListener listener) {}

    /**
     * Makes the client see that its answer is not whole, whatever was sent of it: the connection is closed short of
     * the length or of the last chunk, in HTTP/2 the stream is reset. Ends the asynchronous processing too; nobody may
     * touch request, response or context after.
     *
     * @throws IOException if this container could not do it; the asynchronous processing may then still be open
     */
    void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async) throws IOException;
}
