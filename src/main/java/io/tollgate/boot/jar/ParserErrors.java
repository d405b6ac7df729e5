package io.tollgate.boot.jar;

import io.tollgate.exchange.ErrorReason;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What a client hears of a request that never became an exchange: as small as Tollgate's other answers. */
final class ParserErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        boolean client = status >= 400 && status < 500;
        if (client) {
            response.getHeaders().put("Tollgate-Error", ErrorReason.BAD_REQUEST.code());
        } else if (status == 503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        String message = client ? ErrorReason.BAD_REQUEST.sentence() : "The request could not be served.";
        String body = "{\"status\":" + status + ",\"error\":\"" + (client ? "bad_request" : "internal")
                + "\",\"message\":\"" + message + "\"}\n";
        Content.Sink.write(response, true, body, callback);
        return true;
    }
}
