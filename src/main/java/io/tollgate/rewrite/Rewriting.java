package io.tollgate.rewrite;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ErrorPage;
import io.tollgate.model.MaintenanceSpec;
import io.tollgate.model.PathRewrite;
import io.tollgate.model.RequestRewrite;
import io.tollgate.model.ResponseRewrite;
import io.tollgate.model.RouteSpec;
import org.jspecify.annotations.Nullable;

/** What one route changes of messages, compiled. Immutable. */
public final class Rewriting {
    /** For requests that no route takes: nothing is changed. */
    public static final Rewriting NONE =
            new Rewriting(RequestRewrite.NONE, ResponseRewrite.DEFAULT, MaintenanceSpec.DEFAULT, Pages.NONE);

    private final RequestRewrite request;
    private final ResponseRewrite response;
    private final @Nullable PrefixSwap swap;
    private final FieldEdits toBackend;
    private final FieldEdits toClient;
    private final ErrorPages errors;
    private final @Nullable ErrorAnswer maintenance;

    /**
     * Compiles what the route says.
     *
     * @param pages those that it names
     */
    public Rewriting(RouteSpec route, Pages pages) {
        this(route.request(), route.response(), route.maintenance(), pages);
    }

    private Rewriting(RequestRewrite request, ResponseRewrite response, MaintenanceSpec maintenance, Pages pages) {
        PathRewrite path = request.path();
        this.request = request;
        this.response = response;
        this.swap = path == null ? null : new PrefixSwap(path);
        this.toBackend = new FieldEdits(request.headers());
        this.toClient = new FieldEdits(response.headers());
        this.errors = new ErrorPages(response.errors(), pages);
        this.maintenance = maintenance.page() == null
                ? null
                : new ErrorAnswer(ErrorReason.MAINTENANCE.status(), pages.page(maintenance.page()));
    }

    /** The path to ask a backend for; null when it is the client's, byte for byte. */
    public @Nullable String path(Exchange exchange) {
        return swap == null ? null : swap.forward(exchange.request().rawPath(), exchange.path());
    }

    /** What {@link #path} replaces, as clients see it; empty for nothing. */
    public String prefix() {
        return swap == null ? "" : swap.prefix();
    }

    /** The host that backends are asked for; empty for the client's. */
    public String host() {
        return request.host();
    }

    /** What becomes of the request's field lines. */
    public FieldEdits toBackend() {
        return toBackend;
    }

    /** What becomes of the field lines of an answer of Tollgate's own. */
    public FieldEdits toClient() {
        return toClient;
    }

    /** Whether clients are told which backend answered. */
    public boolean showsBackend() {
        return response.showBackend();
    }

    /**
     * What becomes of the field lines of a backend's answer.
     *
     * @param replaced whether {@link #path} gave the request another path
     */
    public AnswerRewriting answerOf(BackendUrl backend, boolean replaced, Origin client) {
        return new AnswerRewriting(
                response, toClient, new AnswerRewriting.Asked(backend, request.host(), replaced ? swap : null), client);
    }

    /** The page to send in place of Tollgate's own words; null for those. */
    public @Nullable ErrorAnswer inPlaceOf(Verdict.Answer answer) {
        if (answer.body() != null) {
            // A fixed answer that the route itself gives.
            return null;
        }
        return answer.reason() == ErrorReason.MAINTENANCE && maintenance != null
                ? maintenance
                : errors.of(ErrorPage.Source.TOLLGATE, answer.status());
    }

    /** The page to send in place of a backend's answer of that status; null for the answer itself. */
    public @Nullable ErrorAnswer inPlaceOfBackends(int status) {
        return errors.of(ErrorPage.Source.BACKEND, status);
    }
}
