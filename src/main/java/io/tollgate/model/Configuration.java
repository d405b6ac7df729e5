package io.tollgate.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration: what the file says, or what the file and the operators' changes say together. Immutable;
 * whatever exists is consistent in itself (ids unique, references resolved).
 */
public record Configuration(
        @Setting(value = "The form of this file.", defaultsTo = "1", range = "1")
        int version,

        @Setting(value = "Where traffic is taken; without any, one on 0.0.0.0:8080.", defaultsTo = "[]")
        List<Listener> listeners,

        @Setting(value = "Where operators reach Tollgate.", defaultsTo = "{}")
        AdminSettings admin,

        @Setting(value = "What must survive a restart.", defaultsTo = "{}")
        StateSettings state,

        @Setting(value = "How Tollgate stops.", defaultsTo = "{}")
        StopSettings stop,

        @Setting(value = "The record of every exchange.", defaultsTo = "{}")
        AccessLogSettings accessLog,

        @Setting(value = "How large requests may be.", defaultsTo = "{}")
        LimitSpec limits,

        @Setting(
                value =
                        "Addresses of proxies before Tollgate whose Forwarded or X-Forwarded-* fields are believed; the latter where"
                                + " both come.",
                defaultsTo = "[]")
        List<Cidr> trustedProxies,

        @Setting(
                value =
                        "What becomes of requests that are malformed or that others might read in another way. defensive: what is dangerous is refused. strictest: only flawless ones pass. monitor: what has one reading here passes, and log and metrics tell.",
                defaultsTo = "defensive",
                range = "defensive, strictest, monitor")
        Strictness strictness,

        @Setting(
                value =
                        "Where this Tollgate stands: backends of the same zone come before others of their tier, as far as they can bear the load. Without it all zones are alike.",
                defaultsTo = "\"\"")
        String zone,

        @Setting(value = "Short for one pool called default with these backends and nothing else.", defaultsTo = "[]")
        List<BackendSpec> backends,

        @Setting(value = "Backends by what they serve.", defaultsTo = "[]")
        List<PoolSpec> pools,

        @Setting(
                value = "The routing table, first match first; without one, all goes to the only pool.",
                defaultsTo = "[]")
        List<RouteSpec> routes) {

    /** The id of what the short forms stand for. */
    public static final String DEFAULT_ID = "default";

    public Configuration {
        Checks checks = new Checks()
                .require(version == 1, "version", version + " is not known", "write 1")
                .zone(zone)
                .require(
                        backends.isEmpty() || pools.isEmpty(),
                        "backends",
                        "given beside pools",
                        "move them into one of the pools")
                .unique(listeners, Listener::id, "listeners", "id")
                .unique(pools, PoolSpec::id, "pools", "id")
                .unique(routes, RouteSpec::id, "routes", "id");
        if (listeners.isEmpty()) {
            listeners = List.of(Defaults.listener());
        }
        checkAddresses(checks, listeners, admin);
        pools = List.copyOf(pools);
        if (!backends.isEmpty() && pools.isEmpty()) {
            pools = withBackends(checks, backends);
        }
        backends = List.of();
        checks.requireTogether(
                !pools.isEmpty() || !routes.isEmpty(),
                "",
                "there is neither a pool nor a route",
                "write at least: backends: [\"http://127.0.0.1:9001\"]");
        if (routes.isEmpty() && !pools.isEmpty()) {
            checks.requireTogether(
                    pools.size() == 1,
                    "routes",
                    "missing, and there are " + pools.size() + " pools",
                    "write which requests go to which pool");
            routes = List.of(Defaults.route(pools.get(0).id()));
        }
        checkReferences(checks, routes, pools);
        checkCookies(checks, pools);
        checks.done();
        listeners = List.copyOf(listeners);
        trustedProxies = List.copyOf(trustedProxies);
        routes = List.copyOf(routes);
    }

    /** The largest head, or path and query, that any route allows on that listener, in bytes. */
    public int largestHead(Listener listener) {
        LimitSpec around = listener.limits().over(limits);
        long largest = Math.max(around.head().bytes(), around.uri().bytes());
        for (RouteSpec route : routes) {
            LimitSpec own = route.limits().over(around);
            largest = Math.max(largest, Math.max(own.head().bytes(), own.uri().bytes()));
        }
        return (int) largest;
    }

    /** The pool of that id, or null. */
    public @Nullable PoolSpec pool(String poolId) {
        for (PoolSpec pool : pools) {
            if (pool.id().equals(poolId)) {
                return pool;
            }
        }
        return null;
    }

    /** The route of that id, or null. */
    public @Nullable RouteSpec route(String routeId) {
        for (RouteSpec route : routes) {
            if (route.id().equals(routeId)) {
                return route;
            }
        }
        return null;
    }

    /** The first route that takes every request, behind which none is asked; null when there is none. */
    public @Nullable RouteSpec catchAll() {
        for (RouteSpec route : routes) {
            if (route.match().takesAll()) {
                return route;
            }
        }
        return null;
    }

    /** The same configuration with another routing table. */
    public Configuration withRoutes(List<RouteSpec> others) {
        return new Configuration(
                version,
                listeners,
                admin,
                state,
                stop,
                accessLog,
                limits,
                trustedProxies,
                strictness,
                zone,
                List.of(),
                pools,
                others);
    }

    /** The same configuration with other pools. */
    public Configuration withPools(List<PoolSpec> others) {
        return new Configuration(
                version,
                listeners,
                admin,
                state,
                stop,
                accessLog,
                limits,
                trustedProxies,
                strictness,
                zone,
                List.of(),
                others,
                routes);
    }

    private static List<PoolSpec> withBackends(Checks checks, List<BackendSpec> backends) {
        try {
            return List.of(Defaults.pool(backends));
        } catch (InvalidSettingException e) {
            e.problems().forEach(p -> checks.require(false, p.path(), p.message(), p.fix()));
            return List.of(Defaults.pool(List.of()));
        }
    }

    private static void checkAddresses(Checks checks, List<Listener> listeners, AdminSettings admin) {
        List<Address> taken = new ArrayList<>();
        for (int i = 0; i < listeners.size(); i++) {
            Address address = listeners.get(i).address();
            checks.require(
                    taken.stream().noneMatch(address::overlaps),
                    "listeners[" + i + "].address",
                    address + " is taken by a listener above",
                    "give each listener its own address or port");
            taken.add(address);
        }
        checks.require(
                taken.stream().noneMatch(admin.address()::overlaps),
                "admin.address",
                admin.address() + " is taken by a listener",
                "give the admin page its own address or port");
    }

    private static void checkReferences(Checks checks, List<RouteSpec> routes, List<PoolSpec> pools) {
        Set<String> known = new HashSet<>();
        pools.forEach(pool -> known.add(pool.id()));
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).action() instanceof Action.Forward forward) {
                for (int j = 0; j < forward.pools().size(); j++) {
                    String pool = forward.pools().get(j).pool();
                    checks.require(
                            known.contains(pool),
                            "routes[" + i + "].action.forward[" + j + "].pool",
                            "there is no pool \"" + pool + "\"",
                            known.isEmpty() ? "add it under pools" : "write the id of a pool, or add it under pools");
                }
            }
        }
    }

    /** What Tollgate sets itself it takes out of every request, whatever pool that goes to. */
    private static void checkCookies(Checks checks, List<PoolSpec> pools) {
        Set<String> own = new HashSet<>(Set.of(AdminSettings.SESSION_COOKIE));
        pools.forEach(pool -> own.add(pool.affinity().ownCookie()));
        for (int i = 0; i < pools.size(); i++) {
            AffinitySpec affinity = pools.get(i).affinity();
            checks.require(
                    affinity.type() != AffinitySpec.Type.APP_COOKIE || !own.contains(affinity.name()),
                    "pools[" + i + "].affinity.name",
                    "\"" + affinity.name() + "\" is a cookie of Tollgate's own, which backends do not see",
                    "write the name of the application's cookie, or give Tollgate's own another name");
        }
    }
}
