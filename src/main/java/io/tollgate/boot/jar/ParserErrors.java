package io.tollgate.boot.jar;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestView;
import io.tollgate.proxy.AccessFilter;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What a client hears of a request that never became an exchange: as small as Tollgate's other answers. It is noted when
 * it is out, or when nobody was there to take it.
 */
final class ParserErrors extends ErrorHandler {
    /** What Jetty puts in the place of a target that it could not read. */
    private static final Set<String> STAND_INS = Set.of("/badMessage", "/badRequest");

    private final Refusals refusals;

    /** @param refusals keeps account of them */
    ParserErrors(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean read = !STAND_INS.contains(request.getHttpURI().getPath());
        Throwable cause = cause(request);
        if (cause != null && ParserComplaint.clientLeft(cause)) {
            new Noting(callback, exchange(request, read), 0, null, null, 0).failed(cause);
            return true;
        }
        if (response.getStatus() == HttpStatus.UPGRADE_REQUIRED_426) {
            // Which would have to name what to upgrade to (RFC 9110, section 15.5.22).
            response.setStatus(HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505);
        }
        int status = response.getStatus();
        Flaw flaw = ParserComplaint.flaw(request, status, cause, read);
        boolean client = flaw != null || HttpStatus.isClientError(status);
        ErrorReason reason = client ? ErrorReason.ofRefusal(status) : null;
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            // What Jetty answers while it waits for the last requests before a stop.
            reason = ErrorReason.SHUTDOWN;
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        if (reason != null) {
            response.getHeaders().put("Tollgate-Error", reason.told());
        }
        if (flaw != null) {
            endConnection(request, response);
        }
        Hsts hsts = request.getConnectionMetaData().getHttpConfiguration().getCustomizer(Hsts.class);
        if (hsts != null) {
            hsts.putInto(response.getHeaders());
        }
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        Exchange exchange = exchange(request, read);
        String message = reason == null ? "The request could not be served." : reason.sentence();
        String body = "{\"status\":" + status + ",\"error\":\"" + (reason == null ? "internal" : reason.told())
                + "\",\"message\":\"" + message + "\""
                + (exchange == null ? "" : ",\"requestId\":\"" + exchange.id() + "\"") + "}\n";
        Content.Sink.write(response, true, body, new Noting(callback, exchange, status, reason, flaw, body.length()));
        return true;
    }

    /** Nobody knows what its further bytes are. HTTP/2 does know. */
    private static void endConnection(Request request, Response response) {
        // Whose version is no more than what its request says.
        if (request.getConnectionMetaData().getConnection() instanceof HttpConnection) {
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
    }

    private static @Nullable Throwable cause(Request request) {
        return request.getAttribute(ERROR_EXCEPTION) instanceof Throwable cause ? cause : null;
    }

    /**
     * An exchange for what has none; null for what has, which is noted at its end.
     *
     * @param read whether the request line had been read
     */
    private @Nullable Exchange exchange(Request request, boolean read) {
        return request.getAttribute(AccessFilter.ATTRIBUTE) == null
                ? refusals.begin(read ? new JettyRequestView(request) : unread(request))
                : null;
    }

    private static RequestView unread(Request request) {
        ConnectionMetaData connection = request.getConnectionMetaData();
        return new UnreadRequest(
                connection.getConnector().getName(),
                connection.getRemoteSocketAddress(),
                connection.getLocalSocketAddress());
    }

    /** Notes what became of an answer, before Jetty forgets the request. */
    private final class Noting extends Callback.Nested {
        private final @Nullable Exchange exchange;
        private final int status;
        private final @Nullable ErrorReason reason;
        private final @Nullable Flaw flaw;
        private final int length;

        /**
         * @param exchange to note it in; null for none
         * @param length the body's
         */
        private Noting(
                Callback callback,
                @Nullable Exchange exchange,
                int status,
                @Nullable ErrorReason reason,
                @Nullable Flaw flaw,
                int length) {
            super(callback);
            this.exchange = exchange;
            this.status = status;
            this.reason = reason;
            this.flaw = flaw;
            this.length = length;
        }

        @Override
        public void succeeded() {
            refusals.end(exchange, status, reason, flaw, length);
            super.succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            refusals.end(exchange, Refusals.NOBODY_THERE, reason, flaw, 0);
            super.failed(cause);
        }
    }
}
