package io.tollgate.upstream;

import io.tollgate.exchange.ProxyHeader;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.TimeoutSpec;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/** Sends attempts to backends. Never blocks. Thread-safe. */
public interface Upstream {

    /**
     * Sends one attempt. Whatever goes wrong with it reaches the listener, once that has been given the call.
     *
     * @throws RuntimeException if it cannot even begin; the listener hears nothing
     */
    void send(Attempt attempt, Listener listener);

    /**
     * One attempt at one backend.
     *
     * @param pool with the URL, what connections are kept under: pools never share one
     * @param connections how they are made and kept
     * @param link what is spoken on them before HTTP
     * @param client for whom they are made, where the link tells
     * @param target path and query as they go on the wire
     * @param head all field lines as they go on the wire, Host included, but for those that frame the body
     * @param body null for a request without one
     * @param upgrade the protocol that the head asks to go on in, as its Upgrade field names it; null for none
     */
    record Attempt(
            BackendUrl backend,
            String pool,
            ConnectionSpec connections,
            BackendLink link,
            ProxyHeader client,
            String method,
            String target,
            HttpFields head,
            @Nullable RequestBody body,
            @Nullable String upgrade,
            TimeoutSpec timeouts) {}

    /** A request's body, which may have to be read more than once. */
    interface RequestBody {

        /** Its length in bytes; -1 when it is not known beforehand. */
        long length();

        /** The whole body from its first byte, for one attempt. Failing it does not fail the body itself. */
        Content.Source open();

        /** Whether it is sent only when the backend says that it will take it (RFC 9110, section 10.1.1). */
        boolean awaitsContinue();

        /** The fields that came after the body; null before its end, and without any. */
        @Nullable
        HttpFields trailers();
    }

    /** What an attempt reports, in this order; calls do not overlap. Must not block. */
    interface Listener {

        /** It is about to be sent, by this thread. What follows may come from others, before the sending has returned. */
        void begun(Call call);

        /** It holds a connection and is about to send the first byte. */
        void connected();

        /** The head of a 1xx answer has come, but for 101; any number of them, and the final answer after them. */
        void interim(int status, HttpFields head);

        /**
         * The head of the final answer has come.
         *
         * @param body must be read to its end or failed; a failure in it can be judged by {@link Call#judge}
         */
        void answered(int status, HttpFields head, Content.Source body);

        /**
         * The backend goes on in the protocol that it was asked for (101; RFC 9110, section 7.8). Nothing follows.
         *
         * @param wire to be closed by whoever has it
         */
        void switched(HttpFields head, Wire wire);

        /** It failed before an answer began. Nothing follows. */
        void failed(Failure failure);
    }

    /** An attempt under way. */
    interface Call {

        /**
         * Breaks it off, be it sent yet or not, and frees its connection. What still comes back carries this kind of
         * failure. The first reason given counts.
         */
        void abort(Failure.Kind why);

        /** What a failure of the answer's body means. */
        Failure judge(Throwable cause);

        /** The fields that came after the answer's body; null before its end, and without any. */
        @Nullable
        HttpFields trailers();
    }
}
