package io.tollgate.admin;

import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.balance.Caller;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Pool;
import io.tollgate.control.Edit;
import io.tollgate.control.Overlay;
import io.tollgate.control.PoolRuntime;
import io.tollgate.control.Snapshot;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Defaults;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.telemetry.Figures;
import io.tollgate.telemetry.LiveFigures;
import io.tollgate.testing.FakeTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One real pool, {@code shop}, in the words of {@link InterlockTest}. */
final class InterlockSite {
    private static final Pattern BACKEND = Pattern.compile("(\\w)(?:\\*(\\d+))?(?:/(\\d+))?(?::(\\d+))?(?:@(\\w+))?");
    private static final Duration SLOW_START = Duration.ofSeconds(100);

    final Snapshot snapshot = mock(Snapshot.class);
    private final LiveFigures figures = mock(LiveFigures.class);
    private final FakeTime time = new FakeTime();
    private final Map<String, Mode> modes = new HashMap<>();
    private final PoolSpec spec;
    private final String zone;
    private final Pool pool;

    InterlockSite(String backends) {
        spec = spec(Arrays.stream(backends.strip().split(" +", -1))
                .filter(each -> !each.isEmpty())
                .map(InterlockSite::backend)
                .toList());
        zone = backends.contains("@") ? "west" : "";
        pool = new Pool(spec, this::mode, zone, time, time, (endpoint, outcome, nanos) -> {}, new Random(7));
        PoolRuntime runtime = new PoolRuntime(spec, pool, null);
        when(snapshot.pool("shop")).thenReturn(runtime);
        when(snapshot.overlay()).thenReturn(Overlay.EMPTY);
        when(figures.pool(anyString())).thenReturn(Figures.NONE);
    }

    private static PoolSpec spec(List<BackendSpec> backends) {
        PoolSpec of = Defaults.pool("shop", backends);
        return new PoolSpec(
                of.id(),
                of.policy(),
                of.backends(),
                of.probe(),
                of.outlier(),
                of.affinity(),
                of.timeouts(),
                of.connections(),
                of.retry(),
                of.queue(),
                SLOW_START);
    }

    static BackendSpec backend(String text) {
        Matcher part = BACKEND.matcher(text);
        if (!part.matches()) {
            throw new IllegalArgumentException(text);
        }
        String id = part.group(1);
        BackendUrl url = new BackendUrl("http", "127.0.0.1", 9001 + id.charAt(0) - 'a');
        String zone = Objects.requireNonNullElse(part.group(5), "");
        return new BackendSpec(
                id, url, number(part.group(2), 100), number(part.group(4), 0), zone, number(part.group(3), 0));
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    private Mode mode(String backend) {
        return modes.getOrDefault(backend, Mode.READY);
    }

    /** Such as {@code b down a=30 waiting=5 rate=100 ms=20}. */
    void set(String state) {
        String[] words = state.strip().split(" +", -1);
        for (int i = 0; i < words.length; i++) {
            if (words[i].contains("=")) {
                String[] figure = words[i].split("=", -1);
                figure(figure[0], Integer.parseInt(figure[1]));
            } else {
                become(words[i], words[++i]);
            }
        }
    }

    private void become(String backend, String what) {
        switch (what) {
            case "down" -> probe(backend, false);
            case "rising" -> {
                time.advance(SLOW_START);
                probe(backend, false);
                probe(backend, true);
            }
            default -> {
                modes.put(backend, Mode.parse(what));
                pool.update(spec, this::mode, zone);
            }
        }
    }

    private void probe(String backend, boolean good) {
        Endpoint endpoint = Objects.requireNonNull(pool.endpoint(backend));
        for (int i = 0; i < 3; i++) {
            pool.probed(
                    backend, endpoint.spec().url(), new ProbeResult(good, time.wallMillis(), 1, good ? "200" : "503"));
        }
    }

    private void figure(String of, int value) {
        switch (of) {
            case "rate" -> when(figures.pool("shop")).thenReturn(new Figures(value, 0, 1, 1, 1));
            case "ms" -> when(figures.serviceMillis("shop")).thenReturn((double) value);
            default -> {
                for (int i = 0; i < value; i++) {
                    pool.acquire(new Tied(of.equals("waiting") ? null : of));
                }
            }
        }
    }

    /** Such as {@code b weight 0}; one that becomes another is replaced as a PUT does it. */
    List<Edit> edits(String text) {
        String[] words = text.split(" ", -1);
        String id = words[0];
        return switch (words[1]) {
            case "weight" -> List.of(new Edit.SetWeight("shop", id, Integer.parseInt(words[2])));
            case "removed" -> List.of(new Edit.RemoveBackend("shop", id));
            case "becomes" ->
                List.of(new Edit.RemoveBackend("shop", id), new Edit.AddBackend("shop", backend(words[2])));
            default -> List.of(new Edit.SetMode("shop", id, Mode.parse(words[1]), null));
        };
    }

    @Nullable
    Impact judge(List<Edit> edits) {
        return new Interlock(figures).judge(snapshot, edits);
    }

    private record Tied(@Nullable String tiedBackend) implements Caller {
        @Override
        public boolean hasTried(Endpoint endpoint) {
            return false;
        }

        @Override
        public int tries() {
            return 0;
        }

        @Override
        public long keyHash() {
            return NO_KEY;
        }

        @Override
        public void leased(Lease lease) {
            if (tiedBackend == null || !lease.endpoint().id().equals(tiedBackend)) {
                throw new AssertionError("should wait, or be at " + tiedBackend + ": " + lease.endpoint());
            }
        }

        @Override
        public void refused(ErrorReason reason) {
            throw new AssertionError(reason);
        }
    }
}
