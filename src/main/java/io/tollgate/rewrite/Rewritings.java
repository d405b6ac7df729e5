package io.tollgate.rewrite;

import io.tollgate.model.Configuration;
import io.tollgate.model.RouteSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rewriting of every route of a configuration, with the pages that it needs. Immutable. */
public final class Rewritings {
    /** Of no configuration. */
    public static final Rewritings NONE = new Rewritings(Map.of(), Pages.NONE);

    private final Map<String, Rewriting> byRoute;
    private final Pages pages;

    private Rewritings(Map<String, Rewriting> byRoute, Pages pages) {
        this.byRoute = Map.copyOf(byRoute);
        this.pages = pages;
    }

    /**
     * Compiles them.
     *
     * @param before whose pages are not read again
     * @throws io.tollgate.model.InvalidSettingException with every page that cannot be had
     */
    public static Rewritings of(Configuration configuration, PageFiles files, Rewritings before) {
        return compiled(configuration, Pages.of(configuration, files, before.pages));
    }

    /** The same with those pages read anew whose files have changed; itself when none has. */
    public Rewritings refreshed(Configuration configuration, PageFiles files) {
        Pages fresh = pages.refreshed(files);
        return fresh == pages ? this : compiled(configuration, fresh);
    }

    /** That of the route; {@link Rewriting#NONE} for none. */
    public Rewriting of(@Nullable RouteSpec route) {
        return route == null ? Rewriting.NONE : byRoute.getOrDefault(route.id(), Rewriting.NONE);
    }

    private static Rewritings compiled(Configuration configuration, Pages pages) {
        Map<String, Rewriting> byRoute = new HashMap<>();
        configuration.routes().forEach(route -> byRoute.put(route.id(), new Rewriting(route, pages)));
        return new Rewritings(byRoute, pages);
    }
}
