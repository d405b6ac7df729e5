package io.tollgate.discovery;

import io.tollgate.control.DiscoveryReport;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.DiscoverySpec;
import io.tollgate.model.DnsDiscovery;
import io.tollgate.time.Clock;
import io.tollgate.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backends that name servers tell, asked again when their answers run out. Questions of one name, as for its IPv4 and its
 * IPv6 addresses, are believed each by itself, so that one that cannot be answered takes away nothing of the other.
 */
final class DnsLookout implements Lookout {
    private static final Logger LOG = LoggerFactory.getLogger(DnsLookout.class);

    private final Clock clock;
    private final Timer timer;
    private final Knowledge knowledge;
    private final Runnable news;
    private final List<Asking> askings;
    private final CompletableFuture<Void> first;
    private volatile DnsDiscovery spec;
    private volatile @Nullable List<Place> places;
    private volatile boolean closed;

    /** A question, what is believed of its answers, and when it is asked again. Touched by the timer's thread only. */
    private static final class Asking {
        private final Question question;
        private final Belief belief;
        private final CompletableFuture<Void> answered = new CompletableFuture<>();
        private long dueMillis;
        private boolean underWay;
        private Timer.@Nullable Cancellable next;

        private Asking(Question question, Belief belief) {
            this.question = question;
            this.belief = belief;
        }
    }

    /**
     * @param timer one thread that hands on what is found
     * @param random for the spread of questions
     * @param news runs when something else is found than before
     */
    DnsLookout(
            DnsDiscovery spec,
            List<Question> questions,
            Clock clock,
            Timer timer,
            RandomGenerator random,
            Knowledge knowledge,
            Runnable news) {
        this.spec = spec;
        this.clock = clock;
        this.timer = timer;
        this.knowledge = knowledge;
        this.news = news;
        this.askings = questions.stream()
                .map(question -> new Asking(question, new Belief(spec.minInterval(), spec.maxInterval(), random)))
                .toList();
        this.first = CompletableFuture.allOf(
                askings.stream().map(asking -> asking.answered).toArray(CompletableFuture<?>[]::new));
    }

    /** Before the start: goes on from what was believed of another place, which may be nothing. */
    void inherit(List<Place> before) {
        askings.forEach(asking -> asking.belief.inherit(before.stream()
                .filter(place -> asking.question.asksFor(place.address()))
                .toList()));
        List<Place> all = places();
        places = all.isEmpty() ? null : all;
    }

    @Override
    public void start() {
        lookNow();
    }

    @Override
    public void follow(DiscoverySpec next) {
        DnsDiscovery before = spec;
        spec = Objects.requireNonNull(next.dns());
        boolean paced = before.minInterval().equals(spec.minInterval())
                && before.maxInterval().equals(spec.maxInterval());
        if (!paced) {
            soon(() -> askings.forEach(asking -> asking.belief.pace(spec.minInterval(), spec.maxInterval())));
            lookNow();
        }
    }

    @Override
    public void lookNow() {
        soon(() -> askings.forEach(this::ask));
    }

    @Override
    public CompletableFuture<Void> firstLook() {
        return first;
    }

    @Override
    public @Nullable List<BackendSpec> found(DiscoverySpec by) {
        List<Place> known = places;
        return known == null ? null : FoundBackends.of(Objects.requireNonNull(by.dns()), known);
    }

    /** Where they are; empty while nothing is known. */
    List<Place> known() {
        List<Place> known = places;
        return known == null ? List.of() : known;
    }

    @Override
    public DiscoveryReport report() {
        return knowledge.report();
    }

    @Override
    public void close() {
        closed = true;
        soon(() -> askings.forEach(DnsLookout::callOff));
        askings.forEach(asking -> asking.answered.complete(null));
    }

    private void soon(Runnable task) {
        Object unused = timer.after(Duration.ZERO, task);
    }

    private static void callOff(Asking asking) {
        if (asking.next != null) {
            asking.next.cancel();
            asking.next = null;
        }
    }

    private void ask(Asking asking) {
        if (closed || asking.underWay) {
            return;
        }
        callOff(asking);
        asking.underWay = true;
        Object unused = asked(asking.question).thenAccept(answer -> soon(() -> take(asking, answer)));
    }

    /** Whatever goes wrong is an answer, for without one nobody would ask again. */
    private static CompletableFuture<Answer> asked(Question question) {
        try {
            return question.ask().exceptionally(DnsLookout::failed);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failed(e));
        }
    }

    private static Answer failed(Throwable failure) {
        LOG.error("A name could not be asked for", failure);
        return new Answer.Failed("it cannot be asked for: " + failure);
    }

    private void take(Asking asking, Answer answer) {
        asking.underWay = false;
        if (closed) {
            return;
        }
        Duration pause = asking.belief.take(answer, Duration.ofNanos(clock.nanos()));
        asking.dueMillis = clock.wallMillis() + pause.toMillis();
        asking.next = timer.after(pause, () -> ask(asking));
        note(answer);
        asking.answered.complete(null);
    }

    private void note(Answer answer) {
        boolean toldNothing = answer instanceof Answer.Failed;
        if (toldNothing
                || (answer instanceof Answer.Found found && !found.untold().isEmpty())) {
            knowledge.failed();
        }
        if (!toldNothing) {
            knowledge.seen();
        }
        knowledge.nextLook(askings.stream()
                .mapToLong(asking -> asking.dueMillis)
                .filter(due -> due > 0)
                .min()
                .orElse(0));
        List<Belief> beliefs = askings.stream().map(asking -> asking.belief).toList();
        boolean known = beliefs.stream().anyMatch(Belief::known);
        if (known) {
            places = places();
        }
        boolean changed = known && knowledge.learn(FoundBackends.of(spec, places()));
        if (first.isDone() || askings.stream().noneMatch(asking -> asking.dueMillis == 0)) {
            knowledge.trouble(trouble(beliefs));
        }
        if (changed) {
            news.run();
        }
    }

    private List<Place> places() {
        List<Place> all = new ArrayList<>();
        askings.forEach(asking -> all.addAll(asking.belief.places()));
        return List.copyOf(all);
    }

    /** That a name has no addresses of one kind is no trouble as long as it has some of the other. */
    private static @Nullable String trouble(List<Belief> beliefs) {
        boolean none = beliefs.stream().allMatch(belief -> belief.places().isEmpty());
        return Stream.concat(
                        beliefs.stream().filter(Belief::pressing),
                        none ? beliefs.stream().filter(belief -> belief.trouble() != null) : Stream.of())
                .map(Belief::trouble)
                .findFirst()
                .orElse(null);
    }
}
