package io.tollgate.model;

import org.jspecify.annotations.Nullable;

/**
 * One server of a pool as configured. Immutable.
 *
 * @param id never null after construction; made from the URL where none is given
 */
@Shorthand("url")
public record BackendSpec(
        @Setting(
                value =
                        "Names the backend within its pool, in figures, cookies and logs. Without one, host and port make it, or the path of a unix socket.",
                defaultsTo = "\"\"")
        String id,

        @Setting("Where it answers, such as http://10.0.0.5:8080, https://shop.internal:8443 or unix:/run/app.sock.")
        BackendUrl url,

        @Setting(
                value =
                        "Its share of new callers relative to the others of the pool; 0 takes no new callers and keeps its sessions.",
                defaultsTo = "100",
                range = "0 to 1000")
        int weight,

        @Setting(
                value = "0 serves first; 1 and later take what the tiers before cannot bear.",
                defaultsTo = "0",
                range = "0 to 9")
        int tier,

        @Setting(value = "Where it stands: comes first where it is the zone of Tollgate, too.", defaultsTo = "\"\"")
        String zone,

        @Setting(
                value = "Requests it may serve at once; further callers wait in the pool's queue. 0 means no limit.",
                defaultsTo = "0",
                range = "0 to 1000000")
        int maxRequests) {

    public BackendSpec {
        if (id.isEmpty()) {
            id = idOf(url);
        }
        new Checks()
                .id(id)
                .range(weight, Weight.MIN, Weight.MAX, "weight")
                .range(tier, 0, 9, "tier")
                .range(maxRequests, 0, 1_000_000, "maxRequests")
                .zone(zone)
                .done();
    }

    /** The same backend with another weight. */
    public BackendSpec withWeight(int newWeight) {
        return new BackendSpec(id, url, newWeight, tier, zone, maxRequests);
    }

    private static String idOf(@Nullable BackendUrl url) {
        if (url == null) {
            return "";
        }
        String host = url.host();
        if (url.socket() != null) {
            String path = host.substring(1).replace('/', '-');
            return Ids.valid(path) ? path : "unix-" + Integer.toHexString(host.hashCode());
        }
        String made = (host.indexOf(':') < 0 ? host : "ip6-" + host.replace(':', '-')) + "-" + url.port();
        return Ids.valid(made) ? made : "backend-" + url.port();
    }
}
