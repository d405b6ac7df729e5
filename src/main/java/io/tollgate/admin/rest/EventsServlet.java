package io.tollgate.admin.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.admin.ProblemDocument;
import io.tollgate.control.LiveConfig;
import io.tollgate.control.Revision;
import io.tollgate.time.Timer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code /api/v1/events}: server-sent events, one {@code revision} for each accepted change, its id the revision's
 * number. A client that comes back with {@code Last-Event-ID} gets what it missed, the latest 100 at most. Must be
 * mapped async-supported. Thread-safe.
 */
public final class EventsServlet extends HttpServlet {
    /** Subscribers at once; further ones are answered 503. */
    static final int MAX_STREAMS = 32;

    /** How late an event may be. */
    static final Duration TICK = Duration.ofMillis(500);

    private static final long serialVersionUID = 1L;
    /** So that a stream does not outlive its sign-in by much: the client comes back and is asked who it is. */
    private static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final int TICKS_PER_HEARTBEAT = 30;
    private static final int MAX_MISSED = 100;
    private static final byte[] OPENING = bytes("retry: 2000\n\n");
    private static final byte[] HEARTBEAT = bytes(": alive\n\n");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final transient LiveConfig live;
    private final transient Timer timer;
    private final transient Set<EventStream> streams = new LinkedHashSet<>();
    private transient boolean ticking;
    private transient int ticks;

    public EventsServlet(LiveConfig live, Timer timer) {
        this.live = live;
        this.timer = timer;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long seen = lastSeen(request);
        if (subscribers().size() >= MAX_STREAMS) {
            response.setIntHeader("Retry-After", 10);
            ProblemDocument.of(503, "There are already " + MAX_STREAMS + " subscribers.")
                    .send(response);
            return;
        }
        response.setContentType("text/event-stream;charset=UTF-8");
        AsyncContext async = request.startAsync();
        async.setTimeout(LIFETIME.toMillis());
        EventStream stream = new EventStream(async, response.getOutputStream(), seen, this::forget);
        async.addListener(stream);
        stream.send(OPENING);
        add(stream);
        response.getOutputStream().setWriteListener(stream);
    }

    @Override
    public void destroy() {
        subscribers().forEach(EventStream::end);
    }

    private long lastSeen(HttpServletRequest request) {
        long inForce = live.current().revision();
        String last = request.getHeader("Last-Event-ID");
        if (last == null) {
            return inForce;
        }
        try {
            return Math.min(Math.max(Long.parseLong(last), inForce - MAX_MISSED), inForce);
        } catch (NumberFormatException e) {
            return inForce;
        }
    }

    private synchronized void add(EventStream stream) {
        streams.add(stream);
        if (!ticking) {
            ticking = true;
            timer.after(TICK, this::tick);
        }
    }

    private synchronized void forget(EventStream stream) {
        streams.remove(stream);
    }

    private synchronized List<EventStream> subscribers() {
        return List.copyOf(streams);
    }

    private void tick() {
        List<EventStream> present = subscribers();
        boolean heartbeat;
        synchronized (this) {
            if (streams.isEmpty()) {
                ticking = false;
                return;
            }
            ticks++;
            heartbeat = ticks % TICKS_PER_HEARTBEAT == 0;
            timer.after(TICK, this::tick);
        }
        sendNews(present);
        if (heartbeat) {
            present.forEach(stream -> stream.send(HEARTBEAT));
        }
    }

    private void sendNews(List<EventStream> present) {
        long inForce = live.current().revision();
        long oldest = present.stream().mapToLong(EventStream::seen).min().orElse(inForce);
        if (oldest >= inForce) {
            return;
        }
        List<Revision> latest = new ArrayList<>(live.revisions(MAX_MISSED));
        Collections.reverse(latest);
        for (Revision revision : latest) {
            byte[] event = event(revision);
            for (EventStream stream : present) {
                if (stream.seen() < revision.number()) {
                    stream.send(revision.number(), event);
                }
            }
        }
    }

    private static byte[] event(Revision revision) {
        try {
            String data = JSON.writeValueAsString(RevisionState.of(revision));
            return bytes("event: revision\nid: " + revision.number() + "\ndata: " + data + "\n\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of texts and numbers", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
