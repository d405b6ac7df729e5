package io.tollgate.balance;

import io.tollgate.health.Health;
import io.tollgate.health.HealthTracker;
import io.tollgate.health.OutlierDetector;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.OutlierSpec;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.ProbeSpec;
import io.tollgate.policy.AnswerTime;
import io.tollgate.policy.Target;
import io.tollgate.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One backend of a pool, alive: its state and counters outlast every change that keeps its id. Thread-safe; what the
 * control side sets is written under the pool's lock and read freely.
 */
public final class Endpoint implements Target {
    private static final int WHOLE = 10;
    private static final int HUNDRED = 100;

    private final String pool;
    private final Clock clock;
    private final AtomicInteger inFlight;
    private final AtomicInteger tunnels;
    private final LongAdder requests;
    private final LongAdder errors;
    private final AnswerTime answerTime;
    private final ReportedLoad load;
    private final long madeNanos;
    /** Sum of the moments when those in flight began, in microseconds since this was made: it does not overflow. */
    private final LongAdder begunMicros;

    private final LongAdder poolInFlight;

    private volatile BackendSpec spec;
    private volatile int maxConnections;
    private volatile Mode mode;
    private volatile HealthTracker tracker;
    private volatile OutlierDetector outlier;
    private volatile SlowStart slowStart;
    private volatile boolean joining;
    private volatile boolean spared;
    private volatile long stateSinceMillis;

    /**
     * @param poolInFlight requests that all backends of the pool serve, this one's among them
     */
    Endpoint(PoolSpec pool, BackendSpec spec, Mode mode, Clock clock, LongAdder poolInFlight) {
        this.pool = pool.id();
        this.inFlight = new AtomicInteger();
        this.tunnels = new AtomicInteger();
        this.requests = new LongAdder();
        this.errors = new LongAdder();
        this.answerTime = new AnswerTime();
        this.load = new ReportedLoad();
        this.begunMicros = new LongAdder();
        this.poolInFlight = poolInFlight;
        this.clock = clock;
        this.madeNanos = clock.nanos();
        this.spec = spec;
        this.maxConnections = pool.connections().max();
        this.mode = mode;
        this.tracker = new HealthTracker(pool.probe());
        this.outlier = new OutlierDetector(pool.outlier());
        this.slowStart = SlowStart.OVER;
        this.stateSinceMillis = clock.wallMillis();
    }

    private Endpoint(Endpoint of) {
        this.pool = of.pool;
        this.inFlight = of.inFlight;
        this.tunnels = of.tunnels;
        this.requests = of.requests;
        this.errors = of.errors;
        this.answerTime = of.answerTime;
        this.load = of.load;
        this.poolInFlight = of.poolInFlight;
        this.clock = of.clock;
        this.madeNanos = of.madeNanos;
        this.begunMicros = of.begunMicros;
        this.spec = of.spec;
        this.maxConnections = of.maxConnections;
        this.mode = of.mode;
        this.tracker = of.tracker;
        this.outlier = of.outlier;
        this.slowStart = of.slowStart;
        this.joining = of.joining;
        this.spared = of.spared;
        this.stateSinceMillis = of.stateSinceMillis;
    }

    /**
     * The same backend to imagine changes of: what is known of it and counts are this one's, its configuration and slow
     * start become its own.
     */
    Endpoint twin() {
        return new Endpoint(this);
    }

    public String pool() {
        return pool;
    }

    @Override
    public String id() {
        return spec.id();
    }

    /** As configured now, operators' weight included. */
    public BackendSpec spec() {
        return spec;
    }

    /** What the operator wishes of it. */
    public Mode mode() {
        return mode;
    }

    /** Whether that is how it is configured. */
    boolean as(BackendSpec otherSpec, Mode otherMode) {
        return mode == otherMode && spec.equals(otherSpec);
    }

    /** What probes say, and its agent: down when either says so. */
    public Health health() {
        return load.said().illness() == null ? tracker.health() : Health.DOWN;
    }

    /** Wall time since when mode, health and ejection are as they are. */
    public long stateSinceMillis() {
        return stateSinceMillis;
    }

    /** Wall time until which it is ejected; 0 when it is not. */
    public long ejectedUntilMillis() {
        OutlierDetector judge = outlier;
        long left = judge.ejectedUntilNanos() - clock.nanos();
        return judge.ejected() && left > 0 ? clock.wallMillis() + left / 1_000_000 : 0;
    }

    /** All that is wrong with it, in a few words for the operator: why it is down, ejected or takes no new callers; else null. */
    public @Nullable String trouble() {
        String all = Stream.of(tracker.trouble(), load.trouble(), outlier.trouble())
                .filter(Objects::nonNull)
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? null : all;
    }

    /** Why its health is down, be it ejected or not; null when it is not down. */
    @Nullable
    String illness() {
        String probed = tracker.trouble();
        return probed != null || load.said().illness() == null ? probed : load.restraint();
    }

    /** The latest probe's result; null before the first. */
    public @Nullable ProbeResult lastProbe() {
        List<ProbeResult> recent = tracker.recent();
        return recent.isEmpty() ? null : recent.get(0);
    }

    /** The latest probes, newest first, at most 10. */
    public List<ProbeResult> recentProbes() {
        return tracker.recent();
    }

    /** Leases closed since it was added, by whatever outcome but unused ones. */
    public long requestsTotal() {
        return requests.sum();
    }

    /** Those of them that ended in an error. */
    public long errorsTotal() {
        return errors.sum();
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    /** Those in flight that are tunnels, such as WebSockets. */
    public int tunnels() {
        return tunnels.get();
    }

    void tunnelBegan() {
        tunnels.incrementAndGet();
    }

    void tunnelEnded() {
        tunnels.decrementAndGet();
    }

    @Override
    public int weight() {
        return spec.weight();
    }

    @Override
    public double effectiveWeight() {
        return load.said().wish() != null ? 0 : fine(spec.weight(), load.part() * risen());
    }

    /** How long those in flight have taken so far, on average, in milliseconds; a reading amid changes is near the truth. */
    public long meanAgeMillis() {
        int count = inFlight.get();
        return count == 0 ? 0 : Math.max(0, (micros(clock.nanos()) - begunMicros.sum() / count) / 1_000);
    }

    /**
     * Requests that it may serve at once as things are: by its own setting, its agent's word, reported load, slow start and
     * the pool's connections; 0 when these last alone bound them.
     */
    public int maxRequests() {
        int max = spec.maxRequests();
        int said = load.said().limit();
        if (said > 0) {
            max = max == 0 ? said : Math.min(max, said);
        }
        return max == 0 ? 0 : Math.min(maxConnections, whole(max, load.part() * (spared ? risen() : 1)));
    }

    /** How busy it is by its own report, 1 for fully; negative when it does not say. */
    public double utilization() {
        return load.utilization(clock.nanos());
    }

    /** As far as slow start has come, whatever load is reported: that one is busier than another makes none of them unwell. */
    double risenWeight() {
        return fine(spec.weight(), risen());
    }

    ReportedLoad load() {
        return load;
    }

    @Override
    public AnswerTime answerTime() {
        return answerTime;
    }

    @Override
    public boolean hasRoom() {
        return inFlight.get() < limit();
    }

    @Override
    public String toString() {
        return pool + "/" + spec.id();
    }

    /** Counts one more request in, unless that would pass its limit. */
    boolean tryEnter() {
        int limit = limit();
        for (int now = inFlight.get(); now < limit; now = inFlight.get()) {
            if (inFlight.compareAndSet(now, now + 1)) {
                poolInFlight.increment();
                return true;
            }
        }
        return false;
    }

    private long micros(long nanos) {
        return (nanos - madeNanos) / 1_000;
    }

    /** Notes when the request that has just entered began. */
    void begun(long nanos) {
        begunMicros.add(micros(nanos));
    }

    /**
     * Counts one request out.
     *
     * @param startNanos when it was entered
     */
    void leave(long startNanos) {
        inFlight.decrementAndGet();
        poolInFlight.decrement();
        begunMicros.add(-micros(startNanos));
    }

    /**
     * @param startNanos when it was entered
     * @param headNanos when the answer began; {@link Lease#NO_ANSWER} when none did
     */
    void served(Outcome outcome, long startNanos, long headNanos) {
        time(outcome, startNanos, headNanos);
        if (outcome != Outcome.UNUSED) {
            requests.increment();
            if (outcome.error()) {
                errors.increment();
            }
        }
    }

    /** Until the answer began, for how fast its rest is taken is the client's affair. */
    private void time(Outcome outcome, long startNanos, long headNanos) {
        boolean answered = headNanos != Lease.NO_ANSWER;
        long now = clock.nanos();
        if (outcome.error() && !(answered && outcome == Outcome.TOTAL_TIMEOUT)) {
            answerTime.failed((answered ? headNanos : now) - startNanos, now);
        } else if (answered) {
            answerTime.answered(headNanos - startNanos, now);
        }
    }

    /** May serve whoever asks: probes and live traffic speak for it. */
    boolean well() {
        return health().usable() && !outlier.ejected();
    }

    boolean ramping() {
        return slowStart.ramping(clock.nanos());
    }

    /** Takes its full part of new callers. */
    boolean warm() {
        return mode == Mode.READY && well() && effectiveWeight() > 0 && !ramping();
    }

    OutlierDetector outlier() {
        return outlier;
    }

    HealthTracker tracker() {
        return tracker;
    }

    void beginSlowStart(SlowStart start) {
        slowStart = start;
    }

    /**
     * It is new among others that serve: until it has risen once, nobody relies on all of its weight. Unlike one that
     * comes back: its callers are elsewhere, and return with its weight.
     */
    void join(SlowStart start) {
        beginSlowStart(start);
        joining = true;
    }

    /** See {@link #join}. */
    boolean joining() {
        return joining;
    }

    /** It is no longer new: when it is back, it comes back. */
    void lost() {
        joining = false;
    }

    /**
     * Its limit rises only beside others that are warm: with nobody to spare it, it would refuse what it might serve.
     *
     * @param others whether there are such
     */
    void spare(boolean others) {
        spared = others;
    }

    /** Forgets its slow start if that has reached its end. */
    void endSlowStart() {
        if (!ramping()) {
            slowStart = SlowStart.OVER;
            joining &= !well();
        }
    }

    void stateChanged() {
        stateSinceMillis = clock.wallMillis();
    }

    void configure(PoolSpec newPool, BackendSpec newSpec, Mode newMode) {
        spec = newSpec;
        maxConnections = newPool.connections().max();
        if (newMode != mode) {
            mode = newMode;
            stateChanged();
        }
    }

    /** Another server answers for it: what was known of its health and speed is void. */
    void forgetHealth(PoolSpec newPool) {
        tracker = new HealthTracker(newPool.probe());
        outlier = new OutlierDetector(newPool.outlier());
        answerTime.forget();
        load.forget();
        stateChanged();
    }

    /** What was known of its load, and its agent's words, are void. */
    void forgetLoad() {
        Health before = health();
        load.forget();
        if (health() != before) {
            stateChanged();
        }
    }

    /** It is probed in another way: what the old one said holds until the new one speaks. */
    void probeBy(ProbeSpec newProbe) {
        Health before = health();
        tracker = tracker.under(newProbe);
        if (health() != before) {
            stateChanged();
        }
    }

    /** Live traffic is judged in another way: an ejection by the old one ends. */
    void judgeBy(OutlierSpec newOutlier) {
        boolean wasEjected = outlier.ejected();
        outlier = new OutlierDetector(newOutlier);
        if (wasEjected) {
            stateChanged();
        }
    }

    /** Each request in flight has a connection to itself. */
    private int limit() {
        int max = maxRequests();
        return max == 0 ? maxConnections : max;
    }

    /** Asks the clock only while there is a reason to: it would be most of what a pick costs. */
    private double risen() {
        SlowStart start = slowStart;
        return start.windowNanos() == 0 ? 1 : start.part(clock.nanos());
    }

    /** A part of a weight. A small one has hundredths, or it could not be parted; others are whole, for short rounds. */
    private static double fine(int full, double part) {
        return full < WHOLE ? whole(HUNDRED * full, part) / (double) HUNDRED : whole(full, part);
    }

    /** At least 1 of anything that is not 0. */
    private static int whole(int full, double part) {
        return part == 1 || full == 0 ? full : Math.max(1, (int) Math.round(full * part));
    }
}
