package io.tollgate.proxy;

import io.tollgate.exchange.Exchange;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Sees to the end of an exchange that the application behind answers. Neither request nor response is wrapped, so that
 * an application cannot tell; the bytes sent are therefore only known where it set their number.
 */
final class LocalAnswer implements AsyncListener {
    private final Passage passage;
    private final HttpServletResponse response;

    private LocalAnswer(Passage passage, HttpServletResponse response) {
        this.passage = passage;
        this.response = response;
    }

    /** Ends the exchange, at once or when the application does. Called when the application has returned. */
    static void end(Passage passage, HttpServletRequest request, HttpServletResponse response) {
        LocalAnswer answer = new LocalAnswer(passage, response);
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().addListener(answer);
                return;
            } catch (IllegalStateException e) {
                // It ended in the meantime.
            }
        }
        answer.note();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        note();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The application's own limit; its end follows.
    }

    @Override
    public void onError(AsyncEvent event) {
        // The end follows.
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    private void note() {
        Exchange exchange = passage.exchange();
        exchange.status(response.getStatus());
        String length = response.getHeader("Content-Length");
        if (length != null && !exchange.request().method().equals("HEAD")) {
            exchange.sent(parsed(length));
        }
        exchange.end(passage.gate().observer());
    }

    private static long parsed(String length) {
        try {
            return Math.max(0, Long.parseLong(length));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
