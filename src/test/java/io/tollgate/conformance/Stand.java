package io.tollgate.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running Tollgate and the backends behind it, for one case after another. Which pool a request goes to is told by its
 * Host.
 */
final class Stand implements AutoCloseable {
    /** Two backends: the second takes over. */
    static final String PAIR = "pair.test";

    /** The same without a right to repeat anything. */
    static final String THRIFTY = "thrifty.test";

    /** One backend, which is asked again. */
    static final String ALONE = "alone.test";

    /** Nobody listens at the first backend's port; the second takes over. */
    static final String REFUSED = "refused.test";

    /** Nobody listens at the only backend's port. */
    static final String NOBODY = "nobody.test";

    /** A pool without backends. */
    static final String EMPTY = "empty.test";

    /** A caller is tied to the backend by the cookie {@value #TIE}. */
    static final String TIED = "tied.test";

    static final String TIE = "TIE";

    /** A first byte is expected after a moment. */
    static final String HASTY = "hasty.test";

    /** Another backend, for what happens beside a case. */
    static final String ASIDE = "aside.test";

    /** Who connects from there is a trusted proxy. */
    static final String TRUSTED = "127.0.0.2";

    private static final int ROUNDS = 5;

    /** How the running Tollgate is reached. */
    interface Tollgate extends AutoCloseable {
        int port();

        /** Exchanges under way. */
        int inFlight();

        @Override
        void close();
    }

    /** Starts a Tollgate with a configuration. */
    interface Start {
        Tollgate with(String yaml);
    }

    private final Backend plain = new Backend("backend");
    private final Backend first = new Backend("first");
    private final Backend second = new Backend("second");
    private final Backend aside = new Backend("aside");
    private final Socket closedPort = new Socket();
    private final Tollgate tollgate;
    private final boolean kept;
    private int leftBehind;

    /**
     * @param kept whether each case finds connections that were kept, where it would have to make them else
     */
    Stand(Start start, boolean kept) {
        this.kept = kept;
        try {
            // Bound and not listening: whoever connects is refused, and nobody else can have the port.
            closedPort.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        tollgate = start.with(configuration());
    }

    int port() {
        return tollgate.port();
    }

    String authority() {
        return "127.0.0.1:" + port();
    }

    Backend plain() {
        return plain;
    }

    Backend first() {
        return first;
    }

    Backend second() {
        return second;
    }

    Backend aside() {
        return aside;
    }

    List<Backend> backends() {
        return List.of(plain, first, second, aside);
    }

    /**
     * Plays a case.
     *
     * @throws AssertionError where it is not met, with what passed
     */
    void play(Case each) {
        Transcript transcript = new Transcript();
        try (Scene scene = new Scene(this, transcript)) {
            if (kept) {
                scene.keepConnections();
            }
            playInTime(each, scene);
        } catch (Exception | AssertionError e) {
            settle(transcript);
            throw new AssertionError(each + "\n" + e.getMessage() + "\n" + transcript, e);
        }
    }

    /** A write waits for ever where nobody reads: at the end of its time a case loses its connections. */
    private void playInTime(Case each, Scene scene) throws Exception {
        CompletableFuture<Boolean> inTime = new CompletableFuture<>();
        Object unused = inTime.completeOnTimeout(false, Waiting.LONG.toMillis(), TimeUnit.MILLISECONDS)
                .thenAccept(so -> {
                    if (!so) {
                        scene.cut();
                        backends().forEach(Backend::cut);
                    }
                });
        try {
            each.play().on(scene);
        } finally {
            inTime.complete(true);
        }
    }

    /**
     * Ends the connections of all backends until no exchange is under way. What one case leaves behind for good is its
     * own fault, and not the next's.
     */
    void hangUp() {
        Waiting waiting = new Waiting("an exchange is still under way when both ends are gone");
        do {
            backends().forEach(Backend::hangUp);
            try {
                waiting.pause();
            } catch (AssertionError e) {
                leftBehind = tollgate.inFlight();
                throw e;
            }
        } while (tollgate.inFlight() > leftBehind);
    }

    /** A case that broke off may have left what has yet to begin: gives it time to come, and ends it. */
    private void settle(Transcript transcript) {
        try (Scene after = new Scene(this, new Transcript())) {
            for (int i = 0; i < ROUNDS; i++) {
                after.meanwhile();
                hangUp();
            }
        } catch (Exception | AssertionError e) {
            transcript.note("afterwards: " + e);
        }
    }

    @Override
    public void close() {
        tollgate.close();
        backends().forEach(Backend::close);
        try {
            closedPort.close();
        } catch (IOException e) {
            // Gone either way.
        }
    }

    private String configuration() {
        String refused = "http://127.0.0.1:" + closedPort.getLocalPort();
        StringBuilder pools = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        pool(pools, routes, PAIR, "retry: {floor: 10000}", first.url(), second.url());
        pool(pools, routes, THRIFTY, "retry: {budget: 0%, floor: 0}", first.url(), second.url());
        pool(pools, routes, ALONE, "retry: {floor: 10000}", first.url());
        pool(pools, routes, REFUSED, "retry: {floor: 10000}", refused, second.url());
        pool(pools, routes, NOBODY, "retry: {max: 0}", refused);
        pool(pools, routes, EMPTY, "retry: {max: 0}");
        pool(pools, routes, TIED, "affinity: {type: cookie, name: " + TIE + "}", plain.url());
        pool(pools, routes, HASTY, "timeouts: {firstByte: 300ms}", first.url());
        pool(pools, routes, ASIDE, "retry: {max: 0}", aside.url());
        pool(pools, routes, "", "retry: {max: 0}", plain.url());
        return """
                version: 1
                listeners: [{id: web, address: "127.0.0.1:0"}]
                admin: {address: "127.0.0.1:0"}
                trustedProxies: ["%s/32"]
                pools:
                %sroutes:
                %s""".formatted(TRUSTED, pools, routes);
    }

    /** The backends of a pool are tried in their order. */
    private static void pool(StringBuilder pools, StringBuilder routes, String host, String line, String... urls) {
        String id = host.isEmpty() ? "plain" : host.replace(".test", "");
        pools.append("""
                  - id: %s
                    policy: round-robin
                    probe: {type: none}
                    outlier: {consecutive: 0}
                    %s
                    backends:%s
                """.formatted(id, line, urls.length == 0 ? " []" : ""));
        for (int i = 0; i < urls.length; i++) {
            pools.append("      - {id: b%d, url: \"%s\", tier: %d}\n".formatted(i + 1, urls[i], i));
        }
        routes.append("  - {id: %s, match: {host: [%s]}, action: {forward: [%s]}}\n".formatted(id, host, id));
    }
}
