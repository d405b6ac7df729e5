package io.tollgate.upstream;

import io.tollgate.exchange.ProxyHeader;
import io.tollgate.model.BackendLink;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.ConnectionSpec;
import io.tollgate.model.TimeoutSpec;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/** Whoever sends attempts in tests: hands on what ends them. */
class Told implements Upstream.Listener {
    private final Consumer<Content.Source> answered;
    private final Consumer<Failure> failed;

    Told(Consumer<Content.Source> answered, Consumer<Failure> failed) {
        this.answered = answered;
        this.failed = failed;
    }

    /** An attempt at "/" that says whom it is for, and no more. */
    static Upstream.Attempt attempt(
            BackendUrl to,
            String pool,
            ConnectionSpec connections,
            TimeoutSpec timeouts,
            String method,
            Upstream.@Nullable RequestBody body) {
        return new Upstream.Attempt(
                to,
                pool,
                connections,
                BackendLink.PLAIN,
                ProxyHeader.OF_ITSELF,
                method,
                "/",
                HttpFields.build().add("Host", "x"),
                body,
                null,
                timeouts);
    }

    /** All of an answer's body. */
    static CompletableFuture<String> text(Content.Source body) {
        Promise.Completable<String> text = new Promise.Completable<>();
        Content.Source.asString(body, StandardCharsets.UTF_8, text);
        return text;
    }

    @Override
    public void begun(Upstream.Call call) {}

    @Override
    public void connected() {}

    @Override
    public void interim(int status, HttpFields head) {}

    @Override
    public void answered(int status, HttpFields head, Content.Source body) {
        answered.accept(body);
    }

    @Override
    public void switched(HttpFields head, Wire wire) {
        wire.close();
    }

    @Override
    public void failed(Failure failure) {
        failed.accept(failure);
    }
}
