package io.tollgate.affinity;

import io.tollgate.model.AffinitySpec;
import io.tollgate.testing.FakeTime;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

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
