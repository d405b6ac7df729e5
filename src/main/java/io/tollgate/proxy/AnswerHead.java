package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import io.tollgate.rewrite.AnswerRewriting;
import io.tollgate.rewrite.FieldEdits;
import io.tollgate.rewrite.Page;
import jakarta.servlet.http.HttpServletResponse;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** A backend's status and field lines, passed on to the client line by line as they are, but for what a route changes. */
final class AnswerHead {
    private static final String EVENTS = "text/event-stream";

    /** What is said of a body and holds for no other (RFC 9110, section 8). */
    private static final EnumSet<HttpHeader> OF_THE_BODY = EnumSet.of(
            HttpHeader.ACCEPT_RANGES,
            HttpHeader.CONTENT_DISPOSITION,
            HttpHeader.CONTENT_ENCODING,
            HttpHeader.CONTENT_LANGUAGE,
            HttpHeader.CONTENT_LENGTH,
            HttpHeader.CONTENT_LOCATION,
            HttpHeader.CONTENT_MD5,
            HttpHeader.CONTENT_RANGE,
            HttpHeader.CONTENT_TYPE,
            HttpHeader.ETAG,
            HttpHeader.LAST_MODIFIED,
            HttpHeader.TRAILER);

    /** The same; RFC 9530, and what it replaced. */
    private static final List<String> DIGESTS = List.of("Content-Digest", "Repr-Digest", "Digest");

    private AnswerHead() {}

    static void write(
            int status,
            HttpFields fields,
            AnswerRewriting rewriting,
            HttpServletResponse response,
            Container container) {
        response.setStatus(status);
        HopByHop hop = HopByHop.of(fields);
        FieldEdits edits = rewriting.edits();
        for (HttpField field : fields) {
            if (hop.stops(field) || field.getHeader() == HttpHeader.CONTENT_LENGTH || edits.drops(field.getName())) {
                continue;
            }
            line(rewritten(field, rewriting), response, container);
        }
        edits.lines().forEach(line -> line(new HttpField(line.name(), line.value()), response, container));
        long length = fields.getLongField(HttpHeader.CONTENT_LENGTH);
        if (length >= 0 && status != HttpServletResponse.SC_NO_CONTENT) {
            // 204 has none (RFC 9110, section 8.6), though some backends say one.
            container.length(response, length);
        }
    }

    /** What a backend's field lines still say when that page stands in place of its body. */
    static HttpFields of(Page page, HttpFields fields) {
        HttpFields.Mutable head = HttpFields.build(fields).remove(OF_THE_BODY);
        DIGESTS.forEach(head::remove);
        return head.add(HttpHeader.CONTENT_TYPE, page.mediaType())
                .add(HttpHeader.CONTENT_LENGTH, page.bytes().length)
                .asImmutable();
    }

    /** What a head says of anything but a body, for an answer that has none (RFC 9110, section 8.6). */
    static HttpFields withoutBody(HttpFields fields) {
        return HttpFields.build(fields).remove(OF_THE_BODY).asImmutable();
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

    private static HttpField rewritten(HttpField field, AnswerRewriting rewriting) {
        String value = field.getValue();
        HttpHeader name = field.getHeader();
        if (value == null) {
            return field;
        }
        String wanted = value;
        if (name == HttpHeader.LOCATION || name == HttpHeader.CONTENT_LOCATION) {
            wanted = rewriting.location(value);
        } else if (name == HttpHeader.SET_COOKIE) {
            wanted = rewriting.cookie(value);
        } else if (name == null && field.is("Refresh")) {
            wanted = rewriting.refresh(value);
        }
        return wanted.equals(value) ? field : new HttpField(field.getName(), wanted);
    }

    /** Whether containers add a line of their own, which must not be there twice. */
    static boolean ofContainers(HttpField field) {
        return field.getHeader() == HttpHeader.DATE || field.getHeader() == HttpHeader.SERVER;
    }

    private static void line(HttpField field, HttpServletResponse response, Container container) {
        if (ofContainers(field)) {
            container.set(response, field);
        } else if (field.getHeader() == HttpHeader.CONTENT_TYPE) {
            String value = field.getValue();
            container.contentType(response, value == null ? "" : value);
        } else {
            container.add(response, field);
        }
    }
}
