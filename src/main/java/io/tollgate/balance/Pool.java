package io.tollgate.balance;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.health.AgentReport;
import io.tollgate.health.Health;
import io.tollgate.health.OutlierDetector;
import io.tollgate.health.ProbeResult;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.LoadReportSpec;
import io.tollgate.model.Mode;
import io.tollgate.model.PoolSpec;
import io.tollgate.policy.Means;
import io.tollgate.time.Clock;
import io.tollgate.time.Deadlines;
import io.tollgate.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Backends that serve the same, alive. Requests come through {@link #acquire} and never wait for a lock; what changes
 * the view (a new configuration, a probe, an ejection) is serialised and publishes a whole new one. Thread-safe.
 */
public final class Pool {
    private static final Duration RAMP_STEP = Duration.ofSeconds(1);
    private static final Duration STEERING_STEP = Duration.ofSeconds(1);
    /** Where all fail as often as one that is to be ejected, hardly one in a hundred rows of ten looks half as bad. */
    private static final int ENOUGH_TO_COMPARE = 10;

    private final Clock clock;
    private final Timer timer;
    private final LeaseObserver observer;
    private final LongAdder inFlight = new LongAdder();
    private final Means means;
    private final RetryBudget budget;
    private final Deadlines deadlines;
    private final Backoff backoff;
    private final WaitQueue queue;
    private final StateLog log;
    private final Object control = new Object();
    private final Object ejecting = new Object();

    private GroupPolicies policies;
    private boolean rampScheduled;
    private boolean steering;
    private volatile String zone;
    private volatile PoolView view;
    private volatile boolean closed;

    /** What a caller that may have to wait holds. */
    public interface Ticket {
        /** The ticket of a caller that has its answer already. */
        Ticket SETTLED = () -> {};

        /** The caller leaves the queue. A lease may reach it all the same, if one was just being handed over. */
        void cancel();
    }

    /**
     * One whose picks are drawn by each thread for itself.
     *
     * @param modes the operators' wish for each backend
     * @param zone where this Tollgate stands; empty for nowhere
     * @param random for where the policy begins; used under the pool's own lock only
     */
    public Pool(
            PoolSpec spec,
            Function<String, Mode> modes,
            String zone,
            Clock clock,
            Timer timer,
            LeaseObserver observer,
            RandomGenerator random) {
        this(spec, modes, zone, clock, timer, observer, random, Means.BY_THREAD);
    }

    /**
     * One whose every draw can be repeated.
     *
     * @param modes the operators' wish for each backend
     * @param zone where this Tollgate stands; empty for nowhere
     * @param random for where the policy begins; used under the pool's own lock only
     * @param bounded gives a random number from 0 to below its argument, for the picks; thread-safe
     */
    public Pool(
            PoolSpec spec,
            Function<String, Mode> modes,
            String zone,
            Clock clock,
            Timer timer,
            LeaseObserver observer,
            RandomGenerator random,
            IntUnaryOperator bounded) {
        this.clock = clock;
        this.timer = timer;
        this.observer = observer;
        this.budget = new RetryBudget(clock);
        this.deadlines = new Deadlines(clock, timer);
        this.queue = new WaitQueue(deadlines, this::serve, this::move, this::equal);
        this.means = new Means(random, bounded, clock, inFlight::sum);
        this.policies = new GroupPolicies(spec.policy(), means);
        this.backoff = new Backoff(new Random(random.nextLong()));
        List<Endpoint> endpoints = spec.backends().stream()
                .map(backend -> new Endpoint(spec, backend, modes.apply(backend.id()), clock, inFlight))
                .toList();
        this.zone = zone;
        this.log = new StateLog(spec.id());
        this.view = view(spec, endpoints);
        steer();
    }

    public String id() {
        return view.spec().id();
    }

    /** As configured now. */
    public PoolSpec spec() {
        return view.spec();
    }

    /** Its backends in the order of the configuration. */
    public List<Endpoint> endpoints() {
        return view.endpoints();
    }

    /** The backend of that id, or null. */
    public @Nullable Endpoint endpoint(String id) {
        return view.endpoint(id);
    }

    /** Callers waiting for a backend to be free. */
    public int queueDepth() {
        return queue.depth();
    }

    /** Every backend is down, and new callers are sent to all that are ready in spite of it. */
    public boolean failOpen() {
        return view.failOpen();
    }

    /**
     * By whom new callers are served now, and which part of them each group gets: in order of preference those whom
     * operators let serve, be they well or not; then those who drain, or else all the ready if health is ignored.
     */
    public List<ServingGroup> serving() {
        return view.serving();
    }

    /**
     * By whom new callers would be served if these were its backends, all else being as it is now; see {@link #serving}.
     * Nothing is changed.
     *
     * @param modes the operators' wish for each
     */
    public List<ServingGroup> foresee(Collection<BackendSpec> backends, Function<String, Mode> modes) {
        PoolView now = view;
        List<Endpoint> all = new ArrayList<>();
        List<Endpoint> imagined = new ArrayList<>();
        for (BackendSpec backend : backends) {
            Endpoint live = now.endpoint(backend.id());
            Mode mode = modes.apply(backend.id());
            if (live != null && live.as(backend, mode) && !live.ramping()) {
                all.add(live);
            } else {
                Endpoint known = live != null && live.spec().url().equals(backend.url()) ? live.twin() : null;
                Endpoint twin = carryOver(known, now.spec(), now.spec(), backend, mode);
                all.add(twin);
                imagined.add(twin);
            }
        }
        spare(imagined, all);
        return Division.of(all, zone).serving();
    }

    /**
     * Finds the caller a backend: its own if it is tied, else by policy; lets it wait while all it may have are full. Whom
     * its pool does not move is refused while its own is down.
     * Answers through the caller, at once or later.
     */
    public Ticket acquire(Caller caller) {
        budget.deposit();
        return find(caller, true);
    }

    /** Whether the retry budget allows one more retry now; if so it is spent. */
    public boolean mayRetry() {
        return !closed && budget.withdraw(view.spec().retry());
    }

    /** As {@link #acquire}, for a request that has been counted already. */
    public Ticket again(Caller caller) {
        return find(caller, false);
    }

    /**
     * Has a caller pause before it asks again for what it has tried already.
     *
     * @param retry which retry of its request it is, from 1; the pause grows with it
     * @param ask runs when the pause is over; must not block
     * @return calls it off
     */
    public Timer.Cancellable pause(int retry, Runnable ask) {
        Timer.Cancellable pause = deadlines.set(backoff.before(retry), ask);
        endIfClosed();
        return pause;
    }

    /** Whether there is a backend that the caller may have and has not tried, be it busy now. */
    public boolean anyoneLeft(Caller caller) {
        PoolView now = view;
        return now.tied(caller) != null || (!now.bound(caller) && now.anyoneLeft(caller));
    }

    /** Hands out no more leases and allows no more retries; whoever waits in the queue or in a pause is refused at once. */
    public void close() {
        closed = true;
        deadlines.expireAll();
    }

    /** Takes over a new configuration; backends that keep their id keep their counters, and their health if they may. */
    public void update(PoolSpec spec, Function<String, Mode> modes, String zone) {
        synchronized (control) {
            this.zone = zone;
            PoolSpec old = view.spec();
            if (!spec.policy().equals(old.policy())) {
                policies = new GroupPolicies(spec.policy(), means);
            }
            List<Endpoint> endpoints = new ArrayList<>();
            for (BackendSpec backend : spec.backends()) {
                endpoints.add(carryOver(view.endpoint(backend.id()), old, spec, backend, modes.apply(backend.id())));
            }
            if (spec.loadReport().from() != old.loadReport().from()) {
                endpoints.forEach(Endpoint::forgetLoad);
            }
            publish(spec, endpoints);
            steer();
        }
        queue.advance();
    }

    /**
     * Takes in what a probe found.
     *
     * @param url whom it asked: a late result of another server that had the same id says nothing of this one
     */
    public void probed(String backend, BackendUrl url, ProbeResult result) {
        synchronized (control) {
            Endpoint endpoint = view.endpoint(backend);
            if (endpoint == null || !endpoint.spec().url().equals(url)) {
                return;
            }
            Health before = endpoint.health();
            if (!endpoint.tracker().add(result) || endpoint.health() == before) {
                return;
            }
            healthChanged(endpoint, before);
            publish(view.spec(), view.endpoints());
        }
        queue.advance();
    }

    /**
     * Takes in what a backend's agent says; one that says nothing, or no word, changes nothing but what is told of it.
     *
     * @param url the backend's, as for {@link #probed}
     * @param result good where there is a line, which is its detail
     */
    public void agentSaid(String backend, BackendUrl url, ProbeResult result) {
        synchronized (control) {
            Endpoint endpoint = view.endpoint(backend);
            LoadReportSpec heeded = view.spec().loadReport();
            if (endpoint == null || !endpoint.spec().url().equals(url) || heeded.from() != LoadReportSpec.From.AGENT) {
                return;
            }
            AgentReport report = result.good() ? AgentReport.parse(result.detail()) : AgentReport.NOTHING;
            String misheard = misheard(result, report);
            if (endpoint.load().understood(misheard)) {
                log.agentUnderstood(endpoint, misheard);
            }
            Health before = endpoint.health();
            String restraint = endpoint.load().restraint();
            if (!endpoint.load().follow(report, heeded.least().fraction())) {
                return;
            }
            if (endpoint.health() != before) {
                healthChanged(endpoint, before);
            } else if (!Objects.equals(restraint, endpoint.load().restraint())) {
                log.agent(endpoint);
            }
            publish(view.spec(), view.endpoints());
        }
        queue.advance();
    }

    private static @Nullable String misheard(ProbeResult result, AgentReport report) {
        if (!result.good()) {
            return "does not answer: " + result.detail();
        }
        return report.equals(AgentReport.NOTHING) ? "says no word: " + AgentReport.quote(result.detail()) : null;
    }

    private void healthChanged(Endpoint endpoint, Health before) {
        endpoint.stateChanged();
        log.health(endpoint);
        if (before == Health.DOWN) {
            ramp(endpoint);
        } else if (before == Health.UP) {
            endpoint.lost();
        }
    }

    long nanos() {
        return clock.nanos();
    }

    /**
     * A backend has served a request, or failed to.
     *
     * @param headNanos when the answer began; {@link Lease#NO_ANSWER} when none did
     */
    void served(Endpoint endpoint, Outcome outcome, long startNanos, long headNanos) {
        endpoint.served(outcome, startNanos, headNanos);
        OutlierDetector judge = endpoint.outlier();
        if (outcome.error() && ejects(endpoint, judge, outcome)) {
            // Off the request's thread: the new view is built under the control side's lock.
            timer.after(Duration.ZERO, () -> ejected(endpoint, judge));
        }
        if (outcome == Outcome.SUCCESS) {
            judge.answered(clock.nanos());
        }
        if (outcome != Outcome.UNUSED) {
            observer.closed(endpoint, outcome, clock.nanos() - startNanos);
        }
    }

    /** A request has left the backend, so that another may enter. */
    void left(Endpoint endpoint, long startNanos) {
        endpoint.leave(startNanos);
        if (!queue.isEmpty()) {
            queue.advance();
        }
    }

    /**
     * Whether this error ejects it. Only what may eject takes the lock: two at once must not both pass the bound. An
     * error that is not plainly the backend's own, such as the time limit of a slow client's exchange, is none here.
     */
    private boolean ejects(Endpoint endpoint, OutlierDetector judge, Outcome outcome) {
        long now = clock.nanos();
        boolean oneTooMany =
                outcome == Outcome.SERVER_ERROR ? judge.erred(now) : outcome.failure() && judge.failed(now);
        if (!oneTooMany) {
            return false;
        }
        synchronized (ejecting) {
            return judge.judge(now, new Others(endpoint, now));
        }
    }

    /** All backends but that one. */
    private final class Others implements OutlierDetector.Peers {
        private final Endpoint candidate;
        private final long nowNanos;

        Others(Endpoint candidate, long nowNanos) {
            this.candidate = candidate;
            this.nowNanos = nowNanos;
        }

        @Override
        public boolean spare() {
            return mayEject(candidate);
        }

        /**
         * Of all requests of the others that serve, less than half of the share failed. They are counted together: where
         * one gets nearly all, be it by its weight or because it fails so fast, no other has enough by itself to tell.
         */
        @Override
        public boolean failLess(double share) {
            long requests = 0;
            long failures = 0;
            for (Endpoint other : view.endpoints()) {
                if (other != candidate && other.well()) {
                    requests += other.outlier().requests(nowNanos);
                    failures += other.outlier().failures(nowNanos);
                }
            }
            return requests >= ENOUGH_TO_COMPARE && failures < share / 2 * requests;
        }
    }

    /** At least one may be ejected where there are two or more, never more than half of them. */
    private boolean mayEject(Endpoint candidate) {
        List<Endpoint> all = view.endpoints();
        long out = all.stream()
                .filter(e -> e != candidate && e.outlier().ejected())
                .count();
        return all.size() > 1 && out + 1 <= Math.max(1, all.size() / 2);
    }

    /**
     * @param judge who ejected it: another way to judge, or another server, puts another in its place, which the end of
     *     this ejection does not concern
     */
    private void ejected(Endpoint endpoint, OutlierDetector judge) {
        synchronized (control) {
            if (endpoint.outlier() != judge) {
                return;
            }
            endpoint.stateChanged();
            endpoint.lost();
            log.ejected(endpoint);
            publish(view.spec(), view.endpoints());
            long left = judge.ejectedUntilNanos() - clock.nanos();
            timer.after(Duration.ofNanos(Math.max(0, left)), () -> readmit(endpoint, judge));
        }
        queue.advance();
    }

    private void readmit(Endpoint endpoint, OutlierDetector judge) {
        synchronized (control) {
            // A late failure may have ejected it anew at the very end; that ejection has a timer of its own.
            if (endpoint.outlier() != judge || !judge.readmit(clock.nanos())) {
                return;
            }
            endpoint.stateChanged();
            log.readmitted(endpoint);
            ramp(endpoint);
            publish(view.spec(), view.endpoints());
        }
        queue.advance();
    }

    private void ramp(Endpoint endpoint) {
        endpoint.beginSlowStart(SlowStart.over(clock.nanos(), view.spec().slowStart()));
    }

    private Endpoint carryOver(
            @Nullable Endpoint endpoint, PoolSpec old, PoolSpec spec, BackendSpec backend, Mode mode) {
        if (endpoint == null) {
            Endpoint joined = new Endpoint(spec, backend, mode, clock, inFlight);
            begin(joined, spec);
            return joined;
        }
        boolean otherServer = !endpoint.spec().url().equals(backend.url());
        boolean back = endpoint.mode() == Mode.MAINTENANCE && mode != Mode.MAINTENANCE;
        endpoint.configure(spec, backend, mode);
        if (otherServer) {
            endpoint.forgetHealth(spec);
        } else {
            judgeAnew(endpoint, old, spec);
        }
        if (otherServer) {
            begin(endpoint, spec);
        } else if (back) {
            endpoint.lost();
            endpoint.beginSlowStart(SlowStart.over(clock.nanos(), spec.slowStart()));
        }
        return endpoint;
    }

    /** One that is new: it joins those who serve where it stands, or begins to take over from others elsewhere. */
    private void begin(Endpoint endpoint, PoolSpec spec) {
        SlowStart start = SlowStart.over(clock.nanos(), spec.slowStart());
        if (view.servedAt(endpoint.spec(), zone)) {
            endpoint.join(start);
        } else {
            endpoint.lost();
            endpoint.beginSlowStart(start);
        }
    }

    private static void judgeAnew(Endpoint endpoint, PoolSpec old, PoolSpec spec) {
        if (!spec.probe().equals(old.probe())) {
            endpoint.probeBy(spec.probe());
        }
        if (!spec.outlier().equals(old.outlier())) {
            endpoint.judgeBy(spec.outlier());
        }
    }

    private PoolView view(PoolSpec spec, List<Endpoint> endpoints) {
        return PoolView.of(spec, endpoints, policies, zone, means.bounded());
    }

    private void publish(PoolSpec spec, List<Endpoint> endpoints) {
        endpoints.forEach(Endpoint::endSlowStart);
        spare(endpoints, endpoints);
        List<ServingGroup> before = view.serving();
        view = view(spec, endpoints);
        log.serving(before, view.serving());
        if (!rampScheduled && endpoints.stream().anyMatch(Endpoint::ramping)) {
            rampScheduled = true;
            timer.after(RAMP_STEP, this::rampStep);
        }
    }

    /** @param all who may take it on for them, themselves included */
    private static void spare(List<Endpoint> some, List<Endpoint> all) {
        Set<Integer> warm = all.stream()
                .filter(Endpoint::warm)
                .map(endpoint -> endpoint.spec().tier())
                .collect(Collectors.toSet());
        // The callers of those who join stay in the tier.
        some.forEach(endpoint -> endpoint.spare(
                endpoint.joining() ? warm.contains(endpoint.spec().tier()) : !warm.isEmpty()));
    }

    /** Pickers are frozen over weights, so a rising weight needs a new one now and then. */
    private void rampStep() {
        synchronized (control) {
            rampScheduled = false;
            publish(view.spec(), view.endpoints());
        }
        queue.advance();
    }

    /** For as long as backends may report how busy they are; an agent says itself what its weight should be. */
    private void steer() {
        if (!steering && !closed && view.spec().loadReport().from() == LoadReportSpec.From.HEADER) {
            steering = true;
            timer.after(STEERING_STEP, this::steeringStep);
        }
    }

    private void steeringStep() {
        boolean moved;
        synchronized (control) {
            steering = false;
            PoolView now = view;
            double least = now.spec().loadReport().least().fraction();
            moved = now.spec().loadReport().from() == LoadReportSpec.From.HEADER
                    && LoadSteering.step(now.endpoints(), now.serving(), least, STEERING_STEP, clock.nanos());
            if (moved) {
                publish(now.spec(), now.endpoints());
            }
            steer();
        }
        if (moved) {
            queue.advance();
        }
    }

    private Ticket find(Caller caller, boolean fresh) {
        if (queue.isEmpty() && serve(caller)) {
            return Ticket.SETTLED;
        }
        if (closed || !anyoneLeft(caller)) {
            caller.refused(ErrorReason.NO_BACKEND);
            return Ticket.SETTLED;
        }
        boolean any = fresh && caller.tiedBackend() == null;
        Ticket ticket = queue.enter(caller, any, view.spec().queue());
        endIfClosed();
        return ticket;
    }

    /** Who found the pool open may have begun to wait only when those who waited had been told that it closes. */
    private void endIfClosed() {
        if (closed) {
            deadlines.expireAll();
        }
    }

    private boolean serve(Caller caller) {
        if (closed) {
            return false;
        }
        PoolView now = view;
        Endpoint tied = now.tied(caller);
        if (tied != null) {
            return tied.tryEnter() && hand(caller, tied);
        }
        return !now.bound(caller) && pick(now, caller);
    }

    /** Whether all who are not tied may have the same backends. */
    private boolean equal() {
        return view.spec().policy().subset() == 0;
    }

    /** A tied caller whose backend has had no room for all the time it may wait takes another, if it may have one. */
    private boolean move(Caller caller) {
        PoolView now = view;
        return caller.tiedBackend() != null && !closed && !now.bound(caller) && pick(now, caller);
    }

    private boolean pick(PoolView from, Caller caller) {
        Endpoint picked = from.enter(caller);
        return picked != null && hand(caller, picked);
    }

    private boolean hand(Caller caller, Endpoint endpoint) {
        long now = clock.nanos();
        endpoint.begun(now);
        Lease lease = new Lease(this, endpoint, now);
        try {
            caller.leased(lease);
        } catch (RuntimeException | Error e) {
            lease.close(Outcome.UNUSED);
            throw e;
        }
        return true;
    }

    @Override
    public String toString() {
        return Objects.toString(id());
    }
}
