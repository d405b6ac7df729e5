package io.tollgate.affinity;

import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Origin;
import io.tollgate.model.AffinitySpec;
import io.tollgate.testing.FakeRequest;
import io.tollgate.testing.FakeTime;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** What the tests of this package share. */
final class Fixture {
    static final SecureRandom RANDOM = new SecureRandom();

    private Fixture() {}

    static AffinitySpec spec(AffinitySpec.Secure secure, AffinitySpec.SameSite sameSite) {
        return new AffinitySpec(
                AffinitySpec.Type.COOKIE, "TOLLGATE", Duration.ofMinutes(30), Duration.ofHours(12), secure, sameSite);
    }

    static AffinitySpec spec() {
        return spec(AffinitySpec.Secure.AUTO, AffinitySpec.SameSite.LAX);
    }

    static KeyRing ring(Path folder, FakeTime time) throws KeyRingException {
        return KeyRing.open(folder, time, RANDOM);
    }

    static CookieTies ties(String pool, AffinitySpec spec, KeyRing ring, FakeTime time) {
        return new CookieTies(pool, spec, ring, new SessionTable(spec.idle(), 10_000, time), time, RANDOM);
    }

    /** A request with those Cookie lines, as {@link AffinityStage} leaves it when it belongs to the pool of these ties. */
    static Exchange exchange(Ties ties, FakeTime time, FakeRequest request) {
        Exchange exchange =
                new Exchange("id", "web", request, new Origin("192.0.2.1", "http", "", 80, List.of(), ""), time);
        return read(ties, exchange);
    }

    static Exchange read(Ties ties, Exchange exchange) {
        Ties.Reading reading = ties.read(exchange, exchange.request().headers("Cookie"));
        Ties.Tie tie = reading.tie();
        if (tie != null) {
            exchange.tied(tie.backend(), tie.session(), tie.issuedMillis(), tie.sealedMillis());
        }
        exchange.affinity(reading.result());
        return exchange;
    }

    /** A plain request of a caller that holds those cookies. */
    static Exchange exchange(Ties ties, FakeTime time, String... cookieLines) {
        FakeRequest request = FakeRequest.get("/");
        for (String line : cookieLines) {
            request.cookie(line);
        }
        return exchange(ties, time, request);
    }

    static Ties.Answer answer(String backend, String... setCookies) {
        return new Ties.Answer(backend, 200, false, List.of(setCookies));
    }

    /** The name=value of a Set-Cookie line. */
    static String pair(String setCookie) {
        return setCookie.substring(0, setCookie.indexOf(';'));
    }

    /** The value of a Set-Cookie line. */
    static String value(String setCookie) {
        String pair = pair(setCookie);
        return pair.substring(pair.indexOf('=') + 1);
    }
}
