package io.tollgate.boot.jar;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Puts the field Strict-Transport-Security into every answer (RFC 6797). It does so at the last moment, in place of one
 * from a backend, for there must not be two (section 7.1), and Tollgate's own answers begin by clearing all fields.
 */
final class Hsts implements HttpConfiguration.Customizer {
    private final Supplier<@Nullable HttpField> field;

    /**
     * @param field read for each request; null for none
     */
    Hsts(Supplier<@Nullable HttpField> field) {
        this.field = field;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        HttpField now = field.get();
        if (now != null) {
            request.addHttpStreamWrapper(stream -> new Stream(stream, now));
        }
        return request;
    }

    /** For what is refused before it is a request, and so never comes to {@link #customize}. */
    void putInto(HttpFields.Mutable responseHeaders) {
        HttpField now = field.get();
        if (now != null) {
            responseHeaders.put(now);
        }
    }

    private static final class Stream extends HttpStream.Wrapper {
        private final HttpField field;

        private Stream(HttpStream wrapped, HttpField field) {
            super(wrapped);
            this.field = field;
        }

        @Override
        @SuppressWarnings("NullAway") // Null says that the head is out. The superclass is not annotated.
        public void send(
                MetaData.Request request,
                MetaData.@Nullable Response response,
                boolean last,
                ByteBuffer content,
                Callback callback) {
            super.send(request, response == null ? null : AddedLine.to(response, field), last, content, callback);
        }
    }

    /** As it goes into answers. */
    static HttpField field(String value) {
        return new HttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, value);
    }
}
