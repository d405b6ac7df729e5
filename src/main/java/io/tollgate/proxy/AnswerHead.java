package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import jakarta.servlet.http.HttpServletResponse;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** A backend's status and field lines, passed on to the client line by line as they are. */
final class AnswerHead {
    private static final String EVENTS = "text/event-stream";

    private AnswerHead() {}

    static void write(int status, HttpFields fields, HttpServletResponse response, Container container) {
        response.setStatus(status);
        HopByHop hop = HopByHop.of(fields.getValuesList(HttpHeader.CONNECTION));
        for (HttpField field : fields) {
            String value = field.getValue();
            if (hop.stops(field.getName()) || field.getHeader() == HttpHeader.CONTENT_LENGTH) {
                continue;
            }
            if (field.getHeader() == HttpHeader.DATE || field.getHeader() == HttpHeader.SERVER) {
                // Containers add their own, and these must not be there twice.
                response.setHeader(field.getName(), value == null ? "" : value);
            } else if (field.getHeader() == HttpHeader.CONTENT_TYPE) {
                container.contentType(response, value == null ? "" : value);
            } else {
                container.add(response, field);
            }
        }
        long length = fields.getLongField(HttpHeader.CONTENT_LENGTH);
        if (length >= 0) {
            response.setContentLengthLong(length);
        }
    }

    /** Whether fields may follow the body. */
    static boolean chunked(HttpFields fields) {
        return fields.contains(HttpHeader.TRANSFER_ENCODING);
    }

    /** Says so where this is the last answer of its connection; HTTP/2 has no such word. */
    static void endConnection(Exchange exchange, HttpServletResponse response) {
        if (exchange.lastOfConnection() && exchange.request().protocol().startsWith("HTTP/1")) {
            response.setHeader("Connection", "close");
        }
    }

    /** Whether the answer must be passed on as it comes, because nobody knows when it will end. */
    static boolean streaming(HttpFields fields) {
        String type = fields.get(HttpHeader.CONTENT_TYPE);
        return fields.getLongField(HttpHeader.CONTENT_LENGTH) < 0
                || (type != null && type.regionMatches(true, 0, EVENTS, 0, EVENTS.length()));
    }
}
