package io.tollgate.model;

import java.util.List;

/** What a route does with a request that matches. */
public sealed interface Action {

    /** Sends it to one of the pools, by weight. */
    @Unwrapped
    record Forward(@Setting("The pools and their weights.") List<Share> pools) implements Action {
        public Forward {
            pools = List.copyOf(pools);
            new Checks()
                    .requireTogether(
                            !pools.isEmpty(), "", "forwards to no pool", "write at least one, such as [{pool: shop}]")
                    .unique(pools, Share::pool, "", "pool")
                    .requireTogether(
                            pools.isEmpty() || pools.stream().anyMatch(p -> p.weight() > 0),
                            "",
                            "every weight is 0",
                            "give one pool a weight from 1 to 1000")
                    .done();
        }
    }

    /** One pool's part of a forward. */
    @Shorthand("pool")
    record Share(
            @Setting("The pool's id.") String pool,

            @Setting(
                    value = "Its share of new callers; a tied caller stays on its side.",
                    defaultsTo = "100",
                    range = "0 to 1000")
            int weight) {
        public Share {
            new Checks().range(weight, Weight.MIN, Weight.MAX, "weight").done();
        }
    }

    /** Sends the client elsewhere. */
    record Redirect(
            @Setting(value = "The status.", defaultsTo = "302", range = "301, 302, 303, 307, 308")
            int status,

            @Setting("Where to: a path or a URL, sent as it is.")
            String location)
            implements Action {
        public Redirect {
            new Checks()
                    .require(
                            List.of(301, 302, 303, 307, 308).contains(status),
                            "status",
                            status + " is not a redirect",
                            "write 301, 302, 303, 307 or 308")
                    .require(
                            !location.isEmpty() && location.chars().allMatch(c -> c > 0x20 && c < 0x7f),
                            "location",
                            "not a location",
                            "write a path or URL, percent-encoded where needed")
                    .done();
        }
    }

    /** Answers by itself. */
    record Respond(
            @Setting(value = "The status.", defaultsTo = "200", range = "200 to 599")
            int status,

            @Setting(value = "The body.", defaultsTo = "\"\"")
            String body,

            @Setting(value = "The body's media type; UTF-8 is assumed for text.", defaultsTo = "text/plain")
            String type)
            implements Action {
        public Respond {
            new Checks()
                    .range(status, 200, 599, "status")
                    .requireTogether(
                            body.isEmpty() || (status != 204 && status != 205 && status != 304),
                            "body",
                            "a " + status + " answer has no body",
                            "leave it out")
                    .require(
                            type.chars().allMatch(c -> c >= 0x20 && c < 0x7f) && type.indexOf('/') > 0,
                            "type",
                            "\"" + type + "\" is not a media type",
                            "write one such as text/html")
                    .done();
        }
    }

    /** Lets the application behind the library form answer. Not available in the jar. */
    record Local() implements Action {}
}
