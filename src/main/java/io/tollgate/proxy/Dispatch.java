package io.tollgate.proxy;

import io.tollgate.affinity.RequestKey;
import io.tollgate.affinity.Ties;
import io.tollgate.balance.Caller;
import io.tollgate.balance.Endpoint;
import io.tollgate.balance.Lease;
import io.tollgate.balance.Outcome;
import io.tollgate.balance.Pool;
import io.tollgate.control.PoolRuntime;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.PoolSpec;
import io.tollgate.model.TimeoutSpec;
import io.tollgate.rewrite.AnswerRewriting;
import io.tollgate.rewrite.ErrorAnswer;
import io.tollgate.rewrite.Page;
import io.tollgate.rewrite.Rewriting;
import io.tollgate.time.Timer;
import io.tollgate.upstream.Failure;
import io.tollgate.upstream.Upstream;
import io.tollgate.upstream.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exchange on its way through a pool: asks for a backend, sends an attempt, repeats it elsewhere where that is
 * allowed, and answers the client. Everything runs on whatever thread brings the next event; nothing waits.
 *
 * <p>Many events may end the asking (an answer, a failure, a time limit, a client that leaves): whoever moves the phase
 * on has the response to itself. From then on the {@link AnswerWriter} has it, and tells of the end.
 */
final class Dispatch implements Caller, AnswerWriter.Events, AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);

    /** Stale connections that one exchange may meet before they count as tries. */
    private static final int MOST_STALE = 2;

    /** For a handshake that holds a thread of the container. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(60);

    private enum Phase {
        /** Nobody answers yet. */
        ASKING,
        ANSWERING,
        ENDED
    }

    private final Gate gate;
    private final Exchange exchange;
    private final PoolRuntime runtime;
    private final PoolSpec spec;
    private final TimeoutSpec timeouts;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private volatile @Nullable AsyncContext async;
    private final Container.Access access;
    private final @Nullable ServletBody body;
    private final Rewriting rewriting;
    private final boolean replaced;
    private final Forwarding forwarding;
    private final HttpFields head;
    private final String method;
    private final boolean repeatable;
    private final String target;
    private final @Nullable String upgrade;

    /** Of a connection that can be taken over only until the call returns: what happens then waits for its thread. */
    private final @Nullable CountDownLatch decided;

    private final long keyHash;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.ASKING);
    private final AtomicReference<@Nullable Beginning> beginning = new AtomicReference<>();

    private final List<Endpoint> tried = new ArrayList<>(2);
    private int attempts;
    private int stale;
    private final AtomicInteger turns = new AtomicInteger();
    private volatile Pool.Ticket ticket = Pool.Ticket.SETTLED;
    private volatile Timer.Cancellable pause = Timer.Cancellable.NOTHING;
    private volatile @Nullable Attempt attempt;
    private volatile @Nullable AnswerWriter writer;
    private volatile boolean outOfTime;
    private volatile boolean timedOut;
    private volatile @Nullable Throwable left;
    private volatile @Nullable Throwable brokenUpload;
    private volatile Timer.Cancellable totalLimit = Timer.Cancellable.NOTHING;
    private volatile long askedNanos;
    private volatile @Nullable Thread asking;
    private volatile boolean own;
    private @Nullable ErrorReason lastError;
    private final InterimWriter interims = new InterimWriter();
    private final ClientWatch watch;
    private final Ending ending = new Ending();

    /**
     * How an answer begins.
     *
     * @param asynchronous whether the container must let it go on after its call
     * @param head begins it
     * @param never told why in place of that
     */
    private record Beginning(boolean asynchronous, Runnable head, Consumer<Throwable> never) {
        Beginning(Runnable head, Consumer<Throwable> never) {
            this(true, head, never);
        }
    }

    private Dispatch(Passage passage, PoolRuntime runtime, HttpServletRequest request, HttpServletResponse response) {
        this.gate = passage.gate();
        this.exchange = passage.exchange();
        this.runtime = runtime;
        this.spec = runtime.spec();
        this.timeouts = passage.snapshot().timeLimits().of(exchange.route(), spec);
        this.request = request;
        this.response = response;
        this.access = gate.container().access(request);
        this.body = RequestLength.hasBody(request, gate.container())
                ? new ServletBody(
                        request,
                        gate.container(),
                        access,
                        exchange,
                        request.getContentLengthLong(),
                        spec.retry().buffer().bytes(),
                        passage.snapshot().sizeLimits().of(exchange).body().bytes(),
                        this::uploadBroke)
                : null;
        boolean trusted =
                passage.snapshot().trusted().contains(exchange.request().peerAddress());
        this.rewriting = passage.rewriting();
        this.forwarding = new Forwarding(exchange, trusted);
        String path = rewriting.path(exchange);
        this.replaced = path != null;
        Container.TakeOver takeOver = gate.container().takesOver();
        this.upgrade = body == null && takeOver != Container.TakeOver.NEVER ? Upgrade.asked(exchange) : null;
        this.decided = upgrade != null && takeOver == Container.TakeOver.WITHIN_THE_CALL ? new CountDownLatch(1) : null;
        this.head = RequestHead.of(
                exchange, gate.container(), passage.snapshot().ties(), forwarding, body, rewriting, replaced, upgrade);
        this.method = exchange.request().method();
        this.repeatable = spec.retry().nonIdempotent() || RetryRules.idempotent(method);
        this.target = RequestHead.target(exchange.request(), path);
        this.keyHash = RequestKey.hash(spec.policy().hashed(), exchange);
        this.watch = new ClientWatch(
                gate.container(), request, gate.deadlines(), () -> body == null || body.ended(), this::clientClosed);
        if (decided == null) {
            goOn();
        }
    }

    /** Has the container leave the exchange open when its call returns. */
    private void goOn() {
        gate.container().begins(response);
        AsyncContext begun = request.startAsync();
        begun.setTimeout(gate.container().noLimit());
        begun.addListener(this);
        async = begun;
    }

    /** Sends the request to the pool that its stages found, and sees to its answer; returns before that. */
    static void start(Passage passage, HttpServletRequest request, HttpServletResponse response)
            throws ServletException {
        Exchange exchange = passage.exchange();
        Verdict.Answer end = MaxForwards.end(exchange.request());
        if (end != null) {
            OwnAnswer.send(exchange, end, passage.rewriting(), response);
            exchange.end(passage.gate().observer());
            return;
        }
        String pool = exchange.pool();
        PoolRuntime runtime = pool == null ? null : passage.snapshot().pool(pool);
        if (runtime == null) {
            OwnAnswer.send(exchange, Verdict.Answer.error(ErrorReason.NO_BACKEND), passage.rewriting(), response);
            exchange.end(passage.gate().observer());
            return;
        }
        if (!request.isAsyncSupported()) {
            throw new ServletException("Tollgate cannot answer, for a filter or servlet on the way is not declared with"
                    + " <async-supported>true</async-supported>");
        }
        new Dispatch(passage, runtime, request, response).start();
    }

    private void start() {
        if (body != null && body.tooLarge()) {
            requestFailed(new BodyTooLargeException());
            return;
        }
        if (!timeouts.total().isZero()) {
            totalLimit = gate.deadlines().set(timeouts.total(), this::outOfTime);
        }
        CountDownLatch within = decided;
        if (within == null) {
            watch.begin();
            ask(runtime.pool()::acquire);
        } else {
            decide(within);
        }
    }

    /** Asks while the container's call waits. */
    private void decide(CountDownLatch within) {
        if (!gate.tunnels().enter()) {
            answerError(ErrorReason.QUEUE_FULL);
            await(within);
            return;
        }
        Timer.Cancellable limit = gate.deadlines().set(HANDSHAKE, this::outOfTime);
        try {
            ask(runtime.pool()::acquire);
            await(within);
        } finally {
            limit.cancel();
            gate.tunnels().leave();
        }
    }

    /** Keeps the container's call from returning until it is known whether the connection is to be taken over. */
    private void await(CountDownLatch within) {
        boolean interrupted = false;
        while (within.getCount() > 0) {
            try {
                within.await();
            } catch (InterruptedException e) {
                interrupted = true;
                answerError(ErrorReason.SHUTDOWN);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Beginning made = beginning.get();
        if (made != null && made.asynchronous) {
            goOn();
            watch.begin();
        }
        begin();
    }

    private void ask(Function<Caller, Pool.Ticket> pool) {
        int turn = turns.incrementAndGet();
        askedNanos = gate.clock().nanos();
        asking = Thread.currentThread();
        Pool.Ticket asked = pool.apply(this);
        synchronized (turns) {
            // A lease may have been granted and its attempt have failed meanwhile: then a later ticket is there.
            if (turns.get() == turn) {
                ticket = asked;
            }
        }
        asking = null;
        if (phase.get() != Phase.ASKING) {
            // It ended before there was a ticket to cancel.
            asked.cancel();
        }
    }

    /** Asks for a backend that was not tried or, where there is none left, after a pause for one that was. */
    private void askAgain() {
        Pool pool = runtime.pool();
        if (pool.anyoneLeft(this)) {
            ask(pool::again);
            return;
        }
        tried.clear();
        Timer.Cancellable begun = pool.pause(Math.max(1, attempts - stale), () -> ask(pool::again));
        pause = begun;
        if (phase.get() != Phase.ASKING) {
            begun.cancel();
        }
    }

    private void askNoMore() {
        pause.cancel();
        ticket.cancel();
    }

    /** Notes the time in the queue. Who is answered while it still asks has not waited. */
    private void noteWait() {
        if (asking != Thread.currentThread()) {
            exchange.queued(gate.clock().nanos() - askedNanos);
        }
    }

    // What the pool asks and says.

    @Override
    public @Nullable String tiedBackend() {
        return exchange.tiedBackend();
    }

    @Override
    public long keyHash() {
        return keyHash;
    }

    @Override
    public int tries() {
        return tried.size();
    }

    @Override
    public boolean hasTried(Endpoint endpoint) {
        return tried.contains(endpoint);
    }

    @Override
    public void leased(Lease granted) {
        Attempt next =
                new Attempt(granted, this, gate.clock(), spec.loadReport().field());
        attempt = next;
        if (phase.get() != Phase.ASKING) {
            next.close(Outcome.UNUSED);
            return;
        }
        noteWait();
        Endpoint endpoint = granted.endpoint();
        tried.add(endpoint);
        attempts++;
        exchange.attempt(endpoint.id());
        next.send(
                gate.upstream(),
                new Upstream.Attempt(
                        next.url(),
                        spec.id(),
                        spec.connections(),
                        spec.link(),
                        Forwarding.header(exchange, spec.proxyProtocol()),
                        method,
                        target,
                        head,
                        body,
                        upgrade,
                        timeouts));
    }

    @Override
    public void refused(ErrorReason reason) {
        // A retry that finds nobody left says why the attempt before failed, not that nobody is there.
        ErrorReason first = lastError;
        noteWait();
        if (stopped()) {
            answerError(ErrorReason.SHUTDOWN);
        } else {
            answerError(first != null && reason == ErrorReason.NO_BACKEND ? first : reason);
        }
    }

    // What the attempt reports.

    void connected(long nanos) {
        exchange.connected(nanos);
    }

    /** The client gets what the backend says before its answer, unless it is too old to understand it. */
    void interim(int status, HttpFields head) {
        if (phase.get() == Phase.ASKING && !exchange.request().protocol().equals("HTTP/1.0")) {
            HttpFields passing = InterimHead.passing(head);
            interims.send(() -> sendInterim(status, passing));
        }
    }

    private CompletionStage<@Nullable Void> sendInterim(int status, HttpFields head) {
        if (phase.get() != Phase.ASKING || !ending.enter()) {
            return CompletableFuture.completedStage(null);
        }
        try {
            return gate.container().interim(response, status, head);
        } finally {
            ending.leave();
        }
    }

    void answered(Attempt reporting, int status, HttpFields fields, Content.Source content) {
        CompletableFuture<?> writing = interims.allSent();
        if (writing.isDone()) {
            finallyAnswered(reporting, status, fields, content);
        } else {
            Object unused =
                    writing.whenComplete((sent, failure) -> finallyAnswered(reporting, status, fields, content));
        }
    }

    private void finallyAnswered(Attempt reporting, int status, HttpFields fields, Content.Source content) {
        exchange.firstByte();
        if (spec.retry().statuses().contains(status) && repeatable && mayRepeat(false)) {
            reporting.close(Ends.outcome(status));
            reporting.abort(Failure.Kind.BAD_RESPONSE);
            content.fail(new IOException("another backend is asked"));
            again(reporting, Ends.outcome(status).label(), ErrorReason.BAD_RESPONSE);
        } else if (phase.compareAndSet(Phase.ASKING, Phase.ANSWERING)) {
            answer(new Beginning(() -> answer(reporting, status, fields, content), content::fail));
        } else {
            content.fail(new IOException("nobody waits for the answer"));
        }
    }

    void switched(Attempt reporting, HttpFields fields, Wire backend) {
        exchange.firstByte();
        if (phase.compareAndSet(Phase.ASKING, Phase.ANSWERING)) {
            answer(new Beginning(
                    decided == null, () -> takeOver(reporting, fields, backend), cause -> backend.close()));
        } else {
            backend.close();
        }
    }

    void failed(Attempt reporting, Failure failure) {
        Failure.Kind kind = failure.kind();
        boolean counts = !failure.stale() || stale == MOST_STALE || spec.retry().max() == 0;
        reporting.close(counts ? outcome(kind) : Outcome.UNUSED);
        if (phase.get() != Phase.ASKING) {
            return;
        }
        if (kind == Failure.Kind.REQUEST_BODY) {
            requestFailed(failure.cause());
            return;
        }
        if (!counts) {
            // It says nothing of the backend, which may be the one that the caller is tied to.
            stale++;
            tried.remove(reporting.endpoint());
        }
        LOG.debug("{} failed at {}: {}", exchange.id(), exchange.backend(), kind, failure.cause());
        if (RetryRules.allows(failure, repeatable) && mayRepeat(RetryRules.passing(failure))) {
            again(reporting, Ends.outcome(kind).label(), Ends.reason(kind));
        } else {
            exchange.failedAttempt(reporting.endpoint().id(), Ends.outcome(kind).label());
            answerError(reason(kind));
        }
    }

    /**
     * @param anew whether a backend that was tried may be tried again when there is no other
     */
    private boolean mayRepeat(boolean anew) {
        return phase.get() == Phase.ASKING
                && attempts - stale <= spec.retry().max()
                && (anew || runtime.pool().anyoneLeft(this))
                && (body == null || body.repeatable())
                && runtime.pool().mayRetry();
    }

    private void again(Attempt failed, String outcome, ErrorReason reason) {
        exchange.failedAttempt(failed.endpoint().id(), outcome);
        lastError = reason;
        if (body == null || body.rewind()) {
            askAgain();
        } else {
            answerError(reason);
        }
    }

    // How the client is answered.

    /** Begins the answer, now or as soon as the container lets others touch the exchange. */
    private void answer(Beginning made) {
        beginning.set(made);
        CountDownLatch within = decided;
        if (within == null) {
            access.run(this::begin);
        } else {
            within.countDown();
        }
    }

    /**
     * Begins the answer that waits for it, unless another thread has. Until it has begun nobody else ends the exchange;
     * what happens meanwhile is seen to afterwards.
     */
    private void begin() {
        Beginning waiting = beginning.getAndSet(null);
        if (waiting == null) {
            return;
        }
        Throwable gone = left;
        if (gone == null && !ending.enter()) {
            gone = new IOException("the container has ended the exchange");
        }
        if (gone != null) {
            neverBegun(waiting, gone);
            return;
        }
        try {
            waiting.head.run();
            AnswerWriter made = writer;
            if (made != null) {
                made.begin();
            }
        } catch (RuntimeException e) {
            neverBegun(waiting, e);
        } finally {
            ending.leave();
        }
    }

    private void neverBegun(Beginning waiting, Throwable cause) {
        waiting.never.accept(cause);
        if (async == null) {
            // Only what is asynchronous can be broken off.
            goOn();
        }
        clientFailed(cause);
    }

    /** Answers that the connection goes on in another protocol, and has it carried to the backend. */
    private void takeOver(Attempt answering, HttpFields fields, Wire backend) {
        head(
                answering,
                HttpStatus.SWITCHING_PROTOCOLS_101,
                HttpStatus.SWITCHING_PROTOCOLS_101,
                AnswerHead.withoutBody(fields));
        response.setHeader("Connection", "Upgrade");
        response.setHeader("Upgrade", Upgrade.WEBSOCKET);
        Crossing crossing =
                new Crossing(gate, exchange, answering.lease(), answering.url(), backend, timeouts.tunnel());
        try {
            gate.container().takeOver(request, response, crossing::taken);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        crossing.expect();
        settle();
        if (decided == null) {
            complete();
        }
    }

    private void answer(Attempt answering, int status, HttpFields fields, Content.Source content) {
        ErrorAnswer instead = rewriting.inPlaceOfBackends(status);
        try {
            if (instead != null) {
                head(answering, status, instead.status(), AnswerHead.of(instead.page(), fields));
                replaceBody(answering, status, content, instead.page());
                return;
            }
            head(answering, status, status, fields);
            if (AnswerHead.chunked(fields) && !exchange.request().protocol().equals("HTTP/1.0")) {
                gate.container().trailers(response, () -> Trailers.passing(answering.trailers()));
            }
        } catch (RuntimeException e) {
            LOG.debug("{}: the container does not take the answer's head", exchange.id(), e);
            content.fail(e);
            answering.abort(Failure.Kind.BAD_RESPONSE);
            answering.close(Outcome.BAD_RESPONSE);
            write(ownAnswer(Verdict.Answer.error(ErrorReason.BAD_RESPONSE)), false);
            return;
        }
        write(content, AnswerHead.streaming(fields));
    }

    /**
     * @param status the backend's, by which a caller is tied to it or not
     * @param sent the client's
     */
    private void head(Attempt answering, int status, int sent, HttpFields fields) {
        AnswerRewriting changes = rewriting.answerOf(answering.endpoint().spec().url(), replaced, exchange.origin());
        AnswerHead.write(sent, fields, changes, response, gate.container());
        if (rewriting.showsBackend()) {
            response.setHeader(
                    "Tollgate-Backend", spec.id() + "/" + answering.endpoint().id());
        }
        AnswerHead.endConnection(exchange, response);
        tie(answering.endpoint(), status, fields);
        exchange.status(sent);
    }

    /** Writes the page, while what the backend says in its place is read and thrown away. */
    private void replaceBody(Attempt answering, int status, Content.Source content, Page page) {
        own = true;
        Leftover.discard(
                content,
                gate.deadlines(),
                () -> answering.abort(Failure.Kind.BAD_RESPONSE),
                () -> answering.close(Ends.outcome(status)));
        write(body(method.equals("HEAD") ? new byte[0] : page.bytes()), false);
    }

    /** Sets the cookie that ties the caller to the backend that really answered. */
    private void tie(Endpoint endpoint, int status, HttpFields fields) {
        Ties ties = runtime.ties();
        if (ties == null) {
            return;
        }
        boolean secure = exchange.origin().scheme().equals("https");
        List<String> setCookies = fields.getValuesList(HttpHeader.SET_COOKIE);
        String cookie = ties.answered(exchange, new Ties.Answer(endpoint.id(), status, secure, setCookies));
        if (cookie != null) {
            response.addHeader("Set-Cookie", cookie);
        }
    }

    private void answerError(ErrorReason reason) {
        if (phase.compareAndSet(Phase.ASKING, Phase.ANSWERING)) {
            answerOwn(Verdict.Answer.error(reason));
        }
    }

    /** Answers in place of a backend. The response is this thread's. */
    private void answerOwn(Verdict.Answer answer) {
        own = true;
        Beginning made = new Beginning(() -> write(ownAnswer(answer), false), cause -> {});
        CompletableFuture<?> writing = interims.allSent();
        if (writing.isDone()) {
            answer(made);
        } else {
            Object unused = writing.whenComplete((sent, failure) -> answer(made));
        }
    }

    private Content.Source ownAnswer(Verdict.Answer answer) {
        own = true;
        byte[] bytes = OwnAnswer.head(exchange, answer, rewriting, response);
        if (bytes.length > 0) {
            gate.container().length(response, bytes.length);
        }
        return body(bytes);
    }

    private static Content.Source body(byte[] bytes) {
        return Content.Source.from(ByteBuffer.wrap(bytes));
    }

    private void writeAgain() {
        AnswerWriter writing = writer;
        if (writing == null || !ending.enter()) {
            return;
        }
        try {
            writing.again();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{}: the response cannot be written anew", exchange.id(), e);
        } finally {
            ending.leave();
        }
    }

    private void write(Content.Source content, boolean streaming) {
        AnswerWriter made = new AnswerWriter(content, gate.deadlines(), exchange, streaming, ending, this);
        writer = made;
        Throwable gone = left;
        try {
            made.to(gate.container().out(request, response, made));
            if (outOfTime && !own) {
                made.cutOff(new IOException("the exchange took too long"));
            }
            if (gone == null && !own) {
                // It broke while nobody answered yet, and the backend has answered all the same.
                gone = brokenUpload;
            }
        } catch (IOException | RuntimeException e) {
            gone = e;
        }
        if (gone != null) {
            boolean unused = made.clientLeft(gone);
        }
    }

    // What the writing of the answer reports.

    @Override
    public void written() {
        if (!own) {
            closeAttempt(Ends.outcome(exchange.status()));
        }
        note();
        ServletBody upload = body;
        if (upload == null || upload.ended()) {
            complete();
            return;
        }
        // The connection to the backend waits for the rest, which nobody wants.
        abortAttempt(Failure.Kind.CLIENT_GONE);
        if (!upload.stillComing()) {
            complete();
            return;
        }
        finishOutput();
        upload.discardRest(gate.deadlines(), this::complete);
    }

    @Override
    public Content.@Nullable Source bodyFailed(Throwable cause) {
        Attempt current = attempt;
        Failure.Kind kind = current == null ? Failure.Kind.RESET : current.judge(cause);
        closeAttempt(outcome(kind));
        ErrorReason reason = kind == Failure.Kind.REQUEST_BODY ? RequestFault.limit(cause) : reason(kind);
        if (reason == null) {
            clientFailed(cause);
            return null;
        }
        if (!own && !response.isCommitted()) {
            Content.Source instead = ownAnswer(Verdict.Answer.error(reason));
            access.run(this::writeAgain);
            return instead;
        }
        exchange.brokenOff();
        exchange.reason(reason);
        note();
        breakOff();
        return null;
    }

    @Override
    public void clientFailed(Throwable cause) {
        LOG.debug("{}: the client's side failed", exchange.id(), cause);
        if (cause instanceof TimeoutException) {
            // It is there, but has taken nothing for too long.
            exchange.brokenOff();
            exchange.reason(ErrorReason.CLIENT_TIMEOUT);
            cutOff();
        } else {
            leave();
        }
    }

    // What else may happen at any time.

    @Override
    public void onError(AsyncEvent event) {
        Throwable cause = event.getThrowable();
        clientLeft(cause == null ? new IOException("the client's side failed") : cause);
        begin();
        closeUpload();
        ending.theirs();
        gate.container().afterError(response, event.getAsyncContext());
    }

    /**
     * Some containers end an exchange without a word when the reading of its request has failed on a thread of theirs. If
     * nobody answers yet, the attempt fails by it.
     */
    private void uploadBroke(Throwable cause) {
        if (RequestFault.limit(cause) != null) {
            return;
        }
        brokenUpload = cause;
        if (own || phase.get() != Phase.ANSWERING) {
            return;
        }
        left = cause;
        begin();
        AnswerWriter writing = writer;
        if (writing != null && !writing.clientLeft(cause)) {
            ending.await();
        }
    }

    /** It sends no more, and had its whole answer or did not wait for it. */
    private void clientClosed() {
        AnswerWriter writing = writer;
        if (writing == null) {
            clientLeft(new IOException("the client has left"));
        } else {
            writing.clientClosed();
        }
    }

    private void clientLeft(Throwable cause) {
        left = cause;
        AnswerWriter writing = writer;
        if (phase.compareAndSet(Phase.ASKING, Phase.ENDED)) {
            leave();
        } else if (writing != null) {
            boolean unused = writing.clientLeft(cause);
        }
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The container's own limit is off, for it knows nothing of backends: so it stops.
        timedOut = true;
    }

    @Override
    public void onComplete(AsyncEvent event) {
        ending.theirs();
        if (phase.get() != Phase.ENDED) {
            // The container has ended it by itself.
            clientLeft(new IOException("the container has ended the exchange"));
            begin();
            closeUpload();
        }
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it again.
    }

    private void outOfTime() {
        outOfTime = true;
        boolean mine = phase.compareAndSet(Phase.ASKING, Phase.ANSWERING);
        abortAttempt(Failure.Kind.TOTAL_TIMEOUT);
        AnswerWriter writing = writer;
        if (mine) {
            askNoMore();
            closeAttempt(Outcome.TOTAL_TIMEOUT);
            answerOwn(Verdict.Answer.error(ErrorReason.TOTAL_TIMEOUT));
        } else if (writing != null && !own) {
            writing.cutOff(new IOException("the exchange took too long"));
        }
    }

    /** The client sent a body that is none, sent it too slowly, or left while it sent it. */
    private void requestFailed(@Nullable Throwable cause) {
        Verdict.Answer answer = RequestFault.answer(cause);
        if (answer == null || (answer.reason() == ErrorReason.BAD_REQUEST && hasLeft())) {
            if (phase.compareAndSet(Phase.ASKING, Phase.ENDED)) {
                leave();
            }
        } else if (phase.compareAndSet(Phase.ASKING, Phase.ANSWERING)) {
            if (answer.status() == HttpServletResponse.SC_BAD_REQUEST) {
                exchange.flaw(Flaw.BAD_CHUNK);
            }
            // Where the body ends is not known, so nothing can follow it.
            exchange.endConnection();
            answerOwn(answer);
        }
    }

    private boolean hasLeft() {
        if (!ending.enter()) {
            return true;
        }
        try {
            return gate.container().hasLeft(request);
        } finally {
            ending.leave();
        }
    }

    // How it ends.

    private void leave() {
        if (stopped()) {
            exchange.brokenOff();
            exchange.reason(ErrorReason.SHUTDOWN);
        } else {
            exchange.clientLeft();
        }
        cutOff();
    }

    /** Ends what is under way on both sides, for the client's sake. */
    private void cutOff() {
        askNoMore();
        abortAttempt(Failure.Kind.CLIENT_GONE);
        closeAttempt(Outcome.CLIENT_GONE);
        note();
        breakOff();
    }

    private ErrorReason reason(Failure.Kind kind) {
        return stopped() ? ErrorReason.SHUTDOWN : Ends.reason(kind);
    }

    private Outcome outcome(Failure.Kind kind) {
        return stopped() ? Outcome.UNUSED : Ends.outcome(kind);
    }

    private boolean stopped() {
        return timedOut || gate.stopped().getAsBoolean();
    }

    private void abortAttempt(Failure.Kind why) {
        Attempt current = attempt;
        if (current != null) {
            current.abort(why);
        }
    }

    private void closeAttempt(Outcome outcome) {
        Attempt current = attempt;
        if (current != null) {
            current.close(outcome);
        }
    }

    /** Sends what the container may still hold back, without ending the exchange in the container. */
    private void finishOutput() {
        try {
            Objects.requireNonNull(writer).finish();
        } catch (IOException | RuntimeException e) {
            LOG.debug("{}: the answer could not be finished", exchange.id(), e);
        }
    }

    private void note() {
        settle();
        exchange.end(gate.observer());
    }

    private void settle() {
        phase.set(Phase.ENDED);
        watch.end();
        totalLimit.cancel();
    }

    /**
     * The client must see that its answer is not whole; the status is long gone, so only the connection can tell. The
     * container then ends the exchange too, and may have begun another in its place: nothing is touched after.
     */
    private void breakOff() {
        closeUpload();
        ending.ours(() -> {
            try {
                gate.container().breakOff(request, response, Objects.requireNonNull(async));
            } catch (IOException | RuntimeException e) {
                LOG.debug("{}: the connection could not be broken", exchange.id(), e);
                completeNow();
            }
        });
    }

    private void closeUpload() {
        ServletBody upload = body;
        if (upload != null) {
            upload.close();
        }
    }

    private void complete() {
        closeUpload();
        ending.ours(this::completeNow);
    }

    private void completeNow() {
        try {
            Objects.requireNonNull(async).complete();
        } catch (RuntimeException e) {
            LOG.debug("{} was completed by the container", exchange.id(), e);
        }
    }
}
