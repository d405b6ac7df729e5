package io.tollgate.proxy;

import io.tollgate.exchange.RequestView;
import io.tollgate.upstream.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What the servlet API has no way to say, or what containers do not do as it says. One form per kind of container,
 * chosen once at start. Thread-safe; every method may be called from any thread that has the response to itself.
 */
public interface Container {
    /** The request's head, each line in its place as far as the container tells. */
    default RequestView view(HttpServletRequest request) {
        return new ServletRequestView(request);
    }

    /** Every line of a head that {@link #view} shows, none with a value of null. */
    default void eachField(RequestView request, Consumer<HttpField> each) {
        request.eachHeader((name, value) -> each.accept(new HttpField(HttpHeader.CACHE.get(name), name, value)));
    }

    /** Adds a line to an answer, in its place as far as the container keeps it. */
    default void add(HttpServletResponse response, HttpField field) {
        String value = field.getValue();
        response.addHeader(field.getName(), value == null ? "" : value);
    }

    /** Sets a line of an answer, in place of any before. */
    default void set(HttpServletResponse response, HttpField field) {
        String value = field.getValue();
        response.setHeader(field.getName(), value == null ? "" : value);
    }

    /**
     * Sets an answer's Content-Type to the letter, in place of any before. Containers asked in the ordinary way know
     * better: they put in or take out blanks, change case and order, or add a charset.
     */
    void contentType(HttpServletResponse response, String value);

    /** Says how many bytes an answer's body has, or would have if it were sent. */
    default void length(HttpServletResponse response, long bytes) {
        response.setContentLengthLong(bytes);
    }

    /** When the connection of a client can be had for a tunnel. */
    enum TakeOver {
        NEVER,
        /** Until the call that brought the request returns, and only if the request is not asynchronous by then. */
        WITHIN_THE_CALL,
        /** Of a request that is asynchronous. */
        AT_ANY_TIME
    }

    /** When {@link #takeOver} may be called. */
    default TakeOver takesOver() {
        return TakeOver.NEVER;
    }

    /**
     * Takes the connection over when the answer is sent, whose head is set and says that it goes on in another protocol
     * (101): at the return of the call or, of what is asynchronous, at its completion.
     *
     * @param taken gets the connection, on any thread, once; never if the client leaves before
     * @throws IOException if the connection cannot be had
     */
    default void takeOver(HttpServletRequest request, HttpServletResponse response, Consumer<Wire> taken)
            throws IOException {
        throw new IOException("this container does not give a connection away");
    }

    /**
     * Whether a client that waits for 100 before its body (RFC 9110, section 10.1.1) gets it when the body is read. Else
     * it has got it before anybody could ask a backend.
     */
    default boolean leavesContinue() {
        return false;
    }

    /**
     * Whether more than its head comes of a request over HTTP/2.
     *
     * @param guess the answer where the container does not show whether the head ended the stream
     */
    default boolean streamGoesOn(HttpServletRequest request, boolean guess) {
        return guess;
    }

    /** The request's body. */
    default ServletInputStream input(HttpServletRequest request) throws IOException {
        return request.getInputStream();
    }

    /** Told of each exchange that is about to be asynchronous, on the thread that the container called with. */
    default void begins(HttpServletResponse response) {}

    /** The time limit of an asynchronous exchange that is to have none, in milliseconds. */
    default long noLimit() {
        return 0;
    }

    /** How threads that are not the container's may touch an exchange; asked when it begins. */
    default Access access(HttpServletRequest request) {
        return Access.FREE;
    }

    /** How threads that the container does not call with may touch the request and the response of one exchange. */
    interface Access {
        /** As they like. */
        Access FREE = new Access() {};

        /**
         * How the request's body is to be read.
         *
         * @param body reads {@link Container#input}
         */
        default Content.Source reading(Content.Source body) {
            return body;
        }

        /** Runs what sets the response's listener: at once or, if that would have to wait for the container, elsewhere. */
        default void run(Runnable task) {
            task.run();
        }
    }

    /**
     * Sends a 1xx answer before the final one.
     *
     * @return completed when the next may be sent; failed, or at once, where the container has no way to do it
     */
    default CompletionStage<@Nullable Void> interim(HttpServletResponse response, int status, HttpFields head) {
        return CompletableFuture.completedStage(null);
    }

    /** The fields after a request's body that has been read to its end; null for none. */
    default @Nullable HttpFields trailers(HttpServletRequest request) {
        if (!request.isTrailerFieldsReady() || request.getTrailerFields().isEmpty()) {
            return null;
        }
        HttpFields.Mutable trailers = HttpFields.build();
        request.getTrailerFields().forEach(trailers::add);
        return trailers;
    }

    /**
     * Has fields sent after an answer's body.
     *
     * @param trailers asked at the end of the body
     */
    default void trailers(HttpServletResponse response, Supplier<@Nullable HttpFields> trailers) {
        try {
            response.setTrailerFields(() -> Trailers.map(trailers.get()));
        } catch (IllegalStateException e) {
            LoggerFactory.getLogger(Container.class).trace("the client cannot be sent any", e);
        }
    }

    /**
     * Whether the client is known to send no more, as far as the container tells: then a body that failed has ended too
     * early (RFC 9112, section 8), and whoever sent it has most often left.
     */
    default boolean hasLeft(HttpServletRequest request) {
        return false;
    }

    /**
     * Watches for the client's leaving while its request has been read to the end and its answer has not ended, where a
     * container does not tell of it by itself and can be asked.
     *
     * @param left runs, on any thread, when it has left; perhaps more than once
     * @return ends the watch; to be called before the exchange is completed
     */
    default Runnable watch(HttpServletRequest request, Runnable left) {
        return () -> {};
    }

    /** Sends what was written so far, and the head if it has not been sent. Does not wait for the client. */
    default void flush(ServletOutputStream out) throws IOException {
        out.flush();
    }

    /**
     * Where the body of an answer goes, whose head is set.
     *
     * @param listener told when more can be written, and when the client's side fails; perhaps before this returns
     */
    default AnswerOut out(HttpServletRequest request, HttpServletResponse response, WriteListener listener)
            throws IOException {
        return ServletOut.open(this, request, response, listener);
    }

    /** Has the listener told when an answer, whose head is set, can be written through the servlet API. */
    default void listen(HttpServletRequest request, HttpServletResponse response, WriteListener listener)
            throws IOException {
        response.getOutputStream().setWriteListener(listener);
    }

    /**
     * Told when a response that has a write listener was reset, and is written anew by the same listener. Some
     * containers forget the listener then.
     */
    default void listenAgain(ServletOutputStream out, WriteListener listener) {}

    /**
     * Comes last when the container tells of an error that it has found: ends the asynchronous processing where the
     * container would not, though nobody else has.
     */
    default void afterError(HttpServletResponse response, AsyncContext async) {}

    /**
     * Makes the client see that its answer is not whole, whatever was sent of it: the connection is closed short of
     * the length or of the last chunk, in HTTP/2 the stream is reset. Ends the asynchronous processing too; nobody may
     * touch request, response or context after.
     *
     * @throws IOException if this container could not do it; the asynchronous processing may then still be open
     */
    void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async) throws IOException;
}
