package io.tollgate.proxy;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Verdict;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers of Tollgate's own: a small body that says what happened, as JSON or HTML by the client's Accept field. */
final class OwnAnswer {
    private static final int RETRY_AFTER_SECONDS = 1;

    private OwnAnswer() {}

    /** Sends an error in its usual form. */
    static void send(Exchange exchange, ErrorReason reason, HttpServletResponse response) throws IOException {
        send(exchange, Verdict.Answer.error(reason), response);
    }

    /** Sends the answer and notes it in the exchange. The response must not be committed. */
    static void send(Exchange exchange, Verdict.Answer answer, HttpServletResponse response) throws IOException {
        byte[] body = head(exchange, answer, response);
        if (body.length > 0) {
            response.getOutputStream().write(body);
            exchange.sent(body.length);
        }
    }

    /**
     * Makes this the response's head and notes it in the exchange. The response must not be committed.
     *
     * @return the body to write
     */
    static byte[] head(Exchange exchange, Verdict.Answer answer, HttpServletResponse response) {
        response.reset();
        response.setStatus(answer.status());
        exchange.status(answer.status());
        AnswerHead.endConnection(exchange, response);
        ErrorReason reason = answer.reason();
        if (reason != null) {
            exchange.reason(reason);
            response.setHeader("Tollgate-Error", reason.told());
            response.setHeader("Cache-Control", "no-store");
            if (answer.status() == HttpServletResponse.SC_SERVICE_UNAVAILABLE) {
                response.setIntHeader("Retry-After", RETRY_AFTER_SECONDS);
            }
        }
        answer.headers().forEach(response::setHeader);
        byte[] body = body(exchange, answer, response);
        if (!bodiless(answer.status())) {
            response.setContentLength(body.length);
        }
        return exchange.request().method().equals("HEAD") ? new byte[0] : body;
    }

    private static byte[] body(Exchange exchange, Verdict.Answer answer, HttpServletResponse response) {
        String own = answer.body();
        if (own != null) {
            return own.getBytes(StandardCharsets.UTF_8);
        }
        ErrorReason reason = answer.reason();
        if (bodiless(answer.status()) || (reason == null && answer.status() < 400)) {
            return new byte[0];
        }
        String sentence = reason == null ? "There is nothing here." : reason.sentence();
        String code = reason == null ? "no_route" : reason.told();
        if (wantsHtml(exchange.request().header("Accept"))) {
            response.setContentType("text/html; charset=utf-8");
            return html(answer.status(), sentence, exchange.id()).getBytes(StandardCharsets.UTF_8);
        }
        response.setContentType("application/json");
        return ("{\"status\":" + answer.status() + ",\"error\":\"" + code + "\",\"message\":\"" + sentence
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
