package io.tollgate.proxy;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Verdict;
import io.tollgate.rewrite.ErrorAnswer;
import io.tollgate.rewrite.Rewriting;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of Tollgate's own: the page that the route has for it, else a small body that says what happened, as JSON or
 * HTML by the client's Accept field.
 */
final class OwnAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(OwnAnswer.class);
    private static final String RETRY_AFTER_SECONDS = "1";

    private OwnAnswer() {}

    /**
     * Sends the answer and notes it in the exchange, or that nobody was there to take it. The response must not be
     * committed.
     *
     * @param rewriting what the route changes of it
     */
    static void send(Exchange exchange, Verdict.Answer answer, Rewriting rewriting, HttpServletResponse response) {
        byte[] body = head(exchange, answer, rewriting, response);
        if (body.length > 0) {
            // It must have room left: what fills the buffer, or ends the body by its length, is sent at once, and a
            // client that does not read would hold this thread.
            response.setBufferSize(body.length + 1);
            try {
                response.getOutputStream().write(body);
                exchange.sent(body.length);
            } catch (IOException e) {
                LOG.debug("{}: nobody takes the answer", exchange.id(), e);
                exchange.status(0);
                exchange.clientLeft();
            }
        }
    }

    /**
     * Makes this the response's head and notes it in the exchange. The response must not be committed.
     *
     * @return the body to write; its length is not set, unless there is none to write
     */
    static byte[] head(Exchange exchange, Verdict.Answer answer, Rewriting rewriting, HttpServletResponse response) {
        ErrorAnswer page = rewriting.inPlaceOf(answer);
        int status = page == null ? answer.status() : page.status();
        HttpFields.Mutable head = HttpFields.build();
        ErrorReason reason = answer.reason();
        if (reason != null) {
            exchange.reason(reason);
            head.add("Tollgate-Error", reason.told());
            head.add(HttpHeader.CACHE_CONTROL, "no-store");
            if (answer.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
                head.add(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
            }
        }
        answer.headers().forEach(head::put);
        byte[] body = page == null ? body(exchange, answer, head) : page.page().bytes();
        if (page != null) {
            head.put(HttpHeader.CONTENT_TYPE, page.page().mediaType());
        }
        EditedFields.apply(rewriting.toClient(), head);
        exchange.status(status);
        write(status, head, response);
        AnswerHead.endConnection(exchange, response);
        boolean bare = exchange.request().method().equals("HEAD");
        if (!bodiless(status) && (bare || body.length == 0)) {
            response.setContentLength(body.length);
        }
        return bare ? new byte[0] : body;
    }

    private static void write(int status, HttpFields head, HttpServletResponse response) {
        response.reset();
        response.setStatus(status);
        for (HttpField field : head) {
            if (field.getHeader() == HttpHeader.CONTENT_TYPE) {
                response.setContentType(field.getValue());
            } else if (AnswerHead.ofContainers(field)) {
                response.setHeader(field.getName(), field.getValue());
            } else {
                response.addHeader(field.getName(), field.getValue());
            }
        }
    }

    private static byte[] body(Exchange exchange, Verdict.Answer answer, HttpFields.Mutable head) {
        String own = answer.body();
        if (own != null) {
            return own.getBytes(StandardCharsets.UTF_8);
        }
        ErrorReason reason = answer.reason();
        if (reason == null) {
            return new byte[0];
        }
        String sentence = reason.sentence();
        if (wantsHtml(exchange.request().header("Accept"))) {
            head.put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8");
            return html(answer.status(), sentence, exchange.id()).getBytes(StandardCharsets.UTF_8);
        }
        head.put(HttpHeader.CONTENT_TYPE, "application/json");
        return ("{\"status\":" + answer.status() + ",\"error\":\"" + reason.told() + "\",\"message\":\"" + sentence
                        + "\",\"requestId\":\"" + exchange.id() + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean bodiless(int status) {
        return status == 204 || status == 304;
    }

    private static boolean wantsHtml(@Nullable String accept) {
        return accept != null && accept.contains("text/html");
    }

    private static String html(int status, String sentence, String id) {
        // The id is one of ours or passed RequestIds.acceptable; these three are what HTML could still misread.
        String safe = id.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + status + "</title><h1>" + status
                + "</h1><p>" + sentence + "</p><p><small>Request " + safe + "</small></p></html>\n";
    }
}
