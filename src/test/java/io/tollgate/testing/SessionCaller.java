package io.tollgate.testing;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A caller that keeps its cookies and knows which visit each answer must count. For one thread. */
public final class SessionCaller implements AutoCloseable {
    private final RawClient client;
    private final Map<String, String> cookies = new TreeMap<>();
    private String seat = "";
    private long visits;

    public SessionCaller(URI base) {
        this.client = new RawClient(base);
    }

    /** Goes on against another address, with the same cookies. */
    private SessionCaller(RawClient client, SessionCaller before) {
        this.client = client;
        this.cookies.putAll(before.cookies);
        this.visits = before.visits;
        this.seat = before.seat;
    }

    /** Who answered last; empty before the first visit. */
    public String seat() {
        return seat;
    }

    /**
     * It will have stayed away for longer than its session lives, and so than many servers keep a connection; its cookies
     * it keeps.
     */
    public void idledOut() {
        visits = 0;
        client.close();
    }

    /** The same caller before another address. */
    public SessionCaller movedTo(URI base) {
        close();
        return new SessionCaller(new RawClient(base), this);
    }

    /** What came of a visit. */
    public enum Result {
        WELL,
        FAILED,
        /** The answering backend does not know the session. */
        LOST
    }

    /**
     * What came of a visit.
     *
     * @param backend which answered; empty when none did
     * @param detail what went wrong; empty when nothing did
     */
    public record Visit(Result result, String backend, String detail) {}

    /** Visits once. */
    public Visit visit() {
        RawRequest request = RawRequest.get("/session");
        if (!cookies.isEmpty()) {
            request = request.with("Cookie: "
                    + cookies.entrySet().stream().map(Object::toString).collect(Collectors.joining("; ")));
        }
        RawAnswer answer;
        try {
            answer = client.send(request);
        } catch (IOException e) {
            return new Visit(Result.FAILED, "", e.toString());
        }
        if (answer.status() != 200) {
            return new Visit(Result.FAILED, answer.backend(), answer.status() + " " + answer.text());
        }
        answer.fields().all("Set-Cookie").forEach(this::keep);
        long counted = Long.parseLong(answer.text());
        boolean known = counted == visits + 1;
        String detail = known ? "" : "visit " + (visits + 1) + " was counted as " + counted;
        visits = counted;
        seat = answer.backend();
        return new Visit(known ? Result.WELL : Result.LOST, answer.backend(), detail);
    }

    @Override
    public void close() {
        client.close();
    }

    private void keep(String setCookie) {
        String pair = setCookie.split(";", 2)[0];
        int equals = pair.indexOf('=');
        cookies.put(
                pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
    }
}
