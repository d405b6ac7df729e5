package io.tollgate.http1;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.eclipse.jetty.http.ComplianceViolation;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's parser, but for field lines that are known: it is spared those, and all others are its own to judge, as is
 * where a head ends. The handler hears the same in the same order. Used by one thread at a time, as Jetty's is.
 */
public final class RememberingParser extends HttpParser {
    private final KnownLines lines;
    private final Relay<?> relay;
    private final int maxBytes;
    private final boolean ofRequests;

    /** Bytes of this head that Jetty's parser has not seen. */
    private int spared;

    /** Jetty's parser has seen a part of a line. */
    private boolean within;

    private RememberingParser(RequestRelay relay, int maxBytes, HttpCompliance compliance, KnownLines lines) {
        super(relay, maxBytes, compliance);
        this.lines = lines;
        this.relay = relay;
        this.maxBytes = maxBytes;
        this.ofRequests = true;
        begin(compliance);
    }

    private RememberingParser(ResponseRelay relay, int maxBytes, HttpCompliance compliance, KnownLines lines) {
        super(relay, maxBytes, compliance);
        this.lines = lines;
        this.relay = relay;
        this.maxBytes = maxBytes;
        this.ofRequests = false;
        begin(compliance);
    }

    private void begin(HttpCompliance compliance) {
        // Of what is found too late nobody would be told but by the end of the connection.
        relay.beforeEnd = this::checkSize;
        if (compliance.allows(HttpCompliance.Violation.MULTILINE_FIELD_VALUE)) {
            throw new IllegalArgumentException("what a line says must not depend on the next");
        }
        // A cache of its own for each connection costs more than it saves, and is not asked for what is known here.
        setHeaderCacheSize(0);
        setHeaderCacheCaseSensitive(true);
    }

    /**
     * One of requests.
     *
     * @param maxBytes of a head
     * @param lines of requests only, read by the same rules
     */
    public static HttpParser ofRequests(
            RequestHandler handler, int maxBytes, HttpCompliance compliance, KnownLines lines) {
        return new RememberingParser(new RequestRelay(handler, lines), maxBytes, compliance, lines);
    }

    /**
     * One of answers.
     *
     * @param maxBytes of a head
     * @param lines of answers only, read by the same rules
     */
    public static HttpParser ofAnswers(
            ResponseHandler handler, int maxBytes, HttpCompliance compliance, KnownLines lines) {
        return new RememberingParser(new ResponseRelay(handler, lines), maxBytes, compliance, lines);
    }

    @Override
    public HttpHandler getHandler() {
        return relay.handler;
    }

    @Override
    public int getHeaderLength() {
        return super.getHeaderLength() + spared;
    }

    @Override
    public void reset() {
        super.reset();
        spared = 0;
        within = false;
        relay.reset();
    }

    @Override
    protected boolean parseFields(ByteBuffer buffer) {
        boolean done = false;
        while (!done && buffer.hasRemaining() && isState(State.HEADER)) {
            done = (within || endsHead(buffer)) ? parseRest(buffer) : parseLine(buffer);
        }
        if (!done && buffer.hasRemaining() && isState(State.TRAILER)) {
            done = super.parseFields(buffer);
            checkSize();
        }
        return done;
    }

    private static boolean endsHead(ByteBuffer buffer) {
        byte first = buffer.get(buffer.position());
        return first == '\r' || first == '\n';
    }

    /** Where a head ends, somebody else may take over what follows in the buffer: so it must not be cut there. */
    private boolean parseRest(ByteBuffer buffer) {
        boolean done = super.parseFields(buffer);
        within = isState(State.HEADER) && buffer.get(buffer.position() - 1) != '\n';
        relay.held(null, 0);
        checkSize();
        return done;
    }

    private boolean parseLine(ByteBuffer buffer) {
        int from = buffer.position();
        int limit = buffer.limit();
        int to = LineBytes.end(buffer, from, limit);
        if (to < 0) {
            return parseRest(buffer);
        }
        int hash = LineBytes.hash(buffer, from, to);
        HttpField known = lines.find(buffer, from, to, hash);
        if (known != null) {
            buffer.position(to);
            spared += to - from;
            checkSize();
            relay.pass(known);
            return false;
        }
        byte[] wanted = null;
        if (lines.wants(hash, to - from)) {
            wanted = new byte[to - from];
            buffer.get(from, wanted);
        }
        buffer.limit(to);
        boolean done;
        try {
            done = super.parseFields(buffer);
        } finally {
            buffer.limit(limit);
        }
        relay.held(wanted, hash);
        checkSize();
        return done;
    }

    private void checkSize() {
        if (maxBytes > 0 && getHeaderLength() > maxBytes) {
            throw new HttpException.RuntimeException(
                    ofRequests ? HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 : HttpStatus.BAD_GATEWAY_502,
                    "the head is too large");
        }
    }

    /**
     * Stands before the handler. Jetty's parser tells of a field when it has seen the beginning of the next line; what
     * came meanwhile and was known waits for that.
     */
    private static class Relay<H extends HttpHandler> implements HttpHandler {
        final H handler;
        private final KnownLines lines;
        private final Queue<HttpField> waiting = new ArrayDeque<>();
        private boolean holds;
        private byte @Nullable [] line;
        private int hash;
        private boolean violated;
        private Runnable beforeEnd = () -> {};

        private Relay(H handler, KnownLines lines) {
            this.handler = handler;
            this.lines = lines;
        }

        private void reset() {
            waiting.clear();
            holds = false;
            line = null;
        }

        private void pass(HttpField known) {
            if (holds) {
                waiting.add(known);
            } else {
                handler.parsedHeader(known);
            }
        }

        /**
         * Jetty's parser has a line that it has not told of.
         *
         * @param wanted what it is, if that is to be remembered
         */
        private void held(byte @Nullable [] wanted, int hash) {
            this.holds = true;
            // One that breaks a rule is to be told of each time.
            this.line = violated ? null : wanted;
            this.hash = hash;
            this.violated = false;
        }

        @Override
        public void parsedHeader(HttpField field) {
            byte[] wanted = line;
            if (wanted != null) {
                lines.add(wanted, hash, field);
                line = null;
            }
            handler.parsedHeader(field);
            for (HttpField next = waiting.poll(); next != null; next = waiting.poll()) {
                handler.parsedHeader(next);
            }
        }

        @Override
        public void onViolation(ComplianceViolation.Event event) {
            violated = true;
            handler.onViolation(event);
        }

        @Override
        public ComplianceViolation.Listener getComplianceViolationListener() {
            return handler.getComplianceViolationListener();
        }

        @Override
        public void messageBegin() {
            handler.messageBegin();
        }

        @Override
        public boolean headerComplete() {
            beforeEnd.run();
            return handler.headerComplete();
        }

        @Override
        public boolean content(ByteBuffer bytes) {
            return handler.content(bytes);
        }

        @Override
        public boolean contentComplete() {
            return handler.contentComplete();
        }

        @Override
        public void parsedTrailer(HttpField field) {
            handler.parsedTrailer(field);
        }

        @Override
        public boolean messageComplete() {
            return handler.messageComplete();
        }

        @Override
        public void earlyEOF() {
            handler.earlyEOF();
        }

        @Override
        public void badMessage(HttpException failure) {
            handler.badMessage(failure);
        }
    }

    private static final class RequestRelay extends Relay<RequestHandler> implements RequestHandler {
        private RequestRelay(RequestHandler handler, KnownLines lines) {
            super(handler, lines);
        }

        @Override
        public void startRequest(String method, String uri, HttpVersion version) {
            handler.startRequest(method, uri, version);
        }
    }

    private static final class ResponseRelay extends Relay<ResponseHandler> implements ResponseHandler {
        private ResponseRelay(ResponseHandler handler, KnownLines lines) {
            super(handler, lines);
        }

        @Override
        public void startResponse(HttpVersion version, int status, @Nullable String reason) {
            handler.startResponse(version, status, reason);
        }
    }
}
