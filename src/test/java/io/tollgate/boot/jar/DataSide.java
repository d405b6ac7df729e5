package io.tollgate.boot.jar;

import io.tollgate.balance.Endpoint;
import io.tollgate.boot.Certificates;
import io.tollgate.boot.ConfigSource;
import io.tollgate.boot.Core;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.Read;
import io.tollgate.control.Change;
import io.tollgate.control.Edit;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.RefusedException;
import io.tollgate.control.StaleException;
import io.tollgate.control.StateFolder;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.ExchangeObserver;
import io.tollgate.proxy.Gate;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;

/** The traffic's side of Tollgate in this process, without the admin side, and open to inspection. */
public final class DataSide implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ConfigReader reader = new ConfigReader(ConfigReader.Form.JAR, name -> null);
    private final ExecutorService closing = Executors.newSingleThreadExecutor();
    private final Queue<Exchange> ended = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final DataServer server;
    private final JettyListeners listeners;
    private final Core core;

    private DataSide(Path folder, String yaml, boolean portable) throws Exception {
        server = new DataServer(portable);
        byte[] content = yaml.getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(folder.resolve("tollgate.yaml"), content);
        Read read = reader.read("test", content);
        if (!(read instanceof Read.Good good)) {
            throw new IllegalArgumentException(((Read.Bad) read).problems().toString());
        }
        server.startClient();
        Certificates certificates = new Certificates(folder);
        listeners = new JettyListeners(server.server(), server::loops, server.refusals(), closing, certificates, false);
        core = new Core(
                new ConfigSource(file, content, reader, good.configuration(), folder),
                StateFolder.take(folder.resolve("state")),
                server.client(),
                certificates,
                List.of(listeners));
        Gate gate = core.gate(EmbeddedJetty::listenerOf, server.container());
        server.start(new Gate(
                gate.snapshot(),
                gate.listenerOf(),
                new Noting(),
                gate.container(),
                gate.upstream(),
                gate.deadlines(),
                gate.clock(),
                gate.ids(),
                gate.tunnels(),
                gate.stopped()));
    }

    private final class Noting implements ExchangeObserver {
        @Override
        public void began() {
            open.incrementAndGet();
        }

        @Override
        public void ended(Exchange exchange) {
            ended.add(exchange);
            open.decrementAndGet();
        }
    }

    /** Starts with that configuration. */
    public static DataSide start(Path folder, String yaml) {
        return start(folder, yaml, false);
    }

    /** The same that carries requests as the WAR does. */
    public static DataSide startPortable(Path folder, String yaml) {
        return start(folder, yaml, true);
    }

    private static DataSide start(Path folder, String yaml, boolean portable) {
        try {
            return new DataSide(folder, yaml, portable);
        } catch (Exception e) {
            throw new AssertionError("does not start", e);
        }
    }

    /** One listener {@code web} and one pool {@code p} with further lines. Backends are tried in their order. */
    public static String pool(List<String> backendUrls, String... lines) {
        StringBuilder text = new StringBuilder("""
                version: 1
                listeners: [{id: web, address: "127.0.0.1:0"}]
                pools:
                  - id: p
                    policy: round-robin
                    probe: {type: none}
                    outlier: {consecutive: 1000}
                """);
        for (String line : lines) {
            text.append("    ").append(line).append('\n');
        }
        text.append("    backends:\n");
        int n = 0;
        for (String url : backendUrls) {
            text.append("      - {id: b%d, url: \"%s\", tier: %d}\n".formatted(n + 1, url, n));
            n++;
        }
        return text.toString();
    }

    /** What runs behind it. */
    public Core core() {
        return core;
    }

    /** Loads another content of the file; says what is wrong with it, or null. */
    public @Nullable String load(String yaml) {
        Read read = reader.read("test", yaml.getBytes(StandardCharsets.UTF_8));
        if (!(read instanceof Read.Good good)) {
            return ((Read.Bad) read).problems().toString();
        }
        try {
            core.live().loadFile(good.configuration(), "test");
            return null;
        } catch (RefusedException e) {
            return e.problems().toString();
        }
    }

    /** Changes something as an operator does. */
    public void apply(Edit... edits) {
        try {
            core.live().apply(new Change("test", "", List.of(edits)), OptionalLong.empty());
        } catch (StaleException | RefusedException e) {
            throw new AssertionError(e);
        }
    }

    /** Where the only listener takes traffic. */
    public URI url() {
        return URI.create(listeners.urls().get(0));
    }

    public List<String> urls() {
        return listeners.urls();
    }

    public int port() {
        return url().getPort();
    }

    /** Whether some client is watched for its leaving. */
    public boolean watches() {
        return Stream.of(server.server().getConnectors())
                .flatMap(connector -> connector.getConnectedEndPoints().stream())
                .anyMatch(endPoint -> endPoint instanceof WatchedEndPoint watched
                        && watched.getFillInterest().isInterested()
                        && !watched.isFillInterested());
    }

    /** The backend of that id in the pool {@code p}. */
    public Endpoint endpoint(String id) {
        PoolRuntime runtime = Objects.requireNonNull(core.live().current().pool("p"));
        return Objects.requireNonNull(runtime.pool().endpoint(id));
    }

    /** Waits until so many connections to the backend of that id are there to be used again; answers may come first. */
    public void awaitIdle(String id, int connections) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> core.connections()
                                .figures("p", endpoint(id).spec().url())
                                .idle()
                        == connections);
    }

    /** The exchanges that ended, each as often as it did. */
    public List<Exchange> ended() {
        return List.copyOf(ended);
    }

    /** Waits until none is under way, and forgets the exchanges that ended. */
    public void forget() {
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> open.get() == 0 && inFlight() == 0);
        ended.clear();
    }

    /** Waits until that many exchanges have ended and no lease is open, and returns the last exchange. */
    public Exchange settled(int exchanges) {
        Awaitility.await().pollInterval(Duration.ofMillis(2)).until(() -> ended.size() >= exchanges && inFlight() == 0);
        List<Exchange> all = ended();
        if (all.size() != exchanges) {
            throw new AssertionError(all.size() + " exchanges ended, not " + exchanges);
        }
        return all.get(exchanges - 1);
    }

    private int inFlight() {
        PoolRuntime runtime = Objects.requireNonNull(core.live().current().pool("p"));
        return runtime.pool().endpoints().stream().mapToInt(Endpoint::inFlight).sum();
    }

    /** How often files of certificates had changed and were accepted or refused. */
    public long certificateReloads(String result) {
        String series = "tollgate_certificate_reloads_total{result=\"" + result + "\"}";
        return Objects.requireNonNull(core.telemetry().registry().getCounters().get(series))
                .getCount();
    }

    /** Requests that Jetty has not done with, be their exchange ended or not. */
    public long requestsInHand() {
        GracefulHandler handler = Objects.requireNonNull(server.server().getDescendant(GracefulHandler.class));
        return handler.getCurrentRequestCount() + handler.getCurrentStreamWrapperCount();
    }

    /** Stops as the jar does. */
    public void stop() throws Exception {
        stop(PATIENCE);
    }

    /** Likewise, waiting no longer than that for what is in flight. */
    public void stop(Duration patience) throws Exception {
        listeners.haveClientsGo(JettyListeners.LAST);
        listeners.closeDoors();
        core.tunnels().haveAllGo();
        try {
            listeners.gone().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            core.cutOff();
        }
        server.stop();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (Exception e) {
            throw new AssertionError("does not stop", e);
        } finally {
            core.close();
            closing.shutdownNow();
        }
    }
}
