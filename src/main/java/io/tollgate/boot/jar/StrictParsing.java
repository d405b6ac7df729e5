package io.tollgate.boot.jar;

import java.util.EnumSet;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.server.HttpConfiguration;

/**
 * What Jetty's parser is to refuse by itself, whatever the configuration says: all that leaves a doubt where a message
 * ends or whom it is for. What a target's path may mean is left to the guard, which knows the routes.
 */
final class StrictParsing {
    private static final UriCompliance TARGETS =
            UriCompliance.from(EnumSet.complementOf(EnumSet.of(Violation.USER_INFO, Violation.FRAGMENT)));

    private StrictParsing() {}

    static void apply(HttpConfiguration http) {
        // Unlike Jetty's default it takes no bare line feed for the end of a line.
        http.setHttpCompliance(HttpCompliance.STRICT);
        http.setUriCompliance(TARGETS);
    }
}
