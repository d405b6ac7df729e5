package io.tollgate.telemetry;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.exchange.RequestView;
import io.tollgate.model.Action;
import io.tollgate.model.MatchSpec;
import io.tollgate.model.RouteSpec;
import io.tollgate.time.Clock;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Makes exchanges as the stages would leave them. */
final class Exchanges {
    private Exchanges() {}

    /** A GET that no stage has seen. */
    static Exchange fresh(Clock clock, String path) {
        RequestView request = new Get(path);
        return new Exchange("id-1", "web", request, Origin.of(request), clock);
    }

    /** A GET sent to that backend of that pool by the route main; not ended. */
    static Exchange routed(Clock clock, String pool, String backend, int status) {
        Exchange exchange = fresh(clock, "/");
        exchange.route(route("main"));
        exchange.pool(pool);
        exchange.attempt(backend);
        exchange.status(status);
        return exchange;
    }

    static RouteSpec route(String id) {
        return new RouteSpec(
                id,
                new MatchSpec(List.of(), null, List.of(), Map.of(), Map.of(), Map.of()),
                new Action.Forward(List.of(new Action.Share("shop", 100))));
    }

    private record Get(String rawPath) implements RequestView {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public String authority() {
            return "shop.example.com";
        }

        @Override
        public @Nullable String rawQuery() {
            return "token=secret";
        }

        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public @Nullable String header(String name) {
            return null;
        }

        @Override
        public List<String> headers(String name) {
            return List.of();
        }

        @Override
        public int count(String name) {
            return 0;
        }

        @Override
        public boolean everyHeader(BiPredicate<String, String> holds) {
            return true;
        }

        @Override
        public String peerAddress() {
            return "192.0.2.7";
        }

        @Override
        public int peerPort() {
            return 51_000;
        }

        @Override
        public List<X509Certificate> peerCertificates() {
            return List.of();
        }

        @Override
        public int localPort() {
            return 8080;
        }

        @Override
        public String localAddress() {
            return "192.0.2.1";
        }
    }
}
