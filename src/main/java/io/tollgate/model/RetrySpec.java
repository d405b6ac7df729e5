package io.tollgate.model;

import java.util.List;

/** When a request that failed on one backend goes to another, or to the same again. */
public record RetrySpec(
        @Setting(
                value =
                        "Further attempts of one request, each on a backend it has not tried. Where there is none left and"
                                + " the connection failed, on the same again, after a pause of 25 ms to 50 ms that doubles. Two"
                                + " that fail because a kept connection ends at once as it is used again are not counted.",
                defaultsTo = "2",
                range = "0 to 10")
        int max,

        @Setting(
                value = "Retries allowed as a share of the requests of the last 10 s.",
                defaultsTo = "20%",
                range = "0% to 100%")
        Percent budget,

        @Setting(value = "Retries a second that are allowed in any case.", defaultsTo = "10", range = "0 to 10000")
        int floor,

        @Setting(
                value = "Statuses of a backend that count as a failure worth another backend, for idempotent methods.",
                defaultsTo = "[]",
                range = "500 to 599")
        List<Integer> statuses,

        @Setting(
                value = "How much of a request's body is kept for sending it again; a larger one is sent once.",
                defaultsTo = "64KiB",
                range = "0B to 16MiB")
        Size buffer,

        @Setting(
                value =
                        "Whether a request whose method is not idempotent, such as POST, is repeated after bytes were sent, too. HTTP forbids it (RFC 9110, 9.2.2), unless the application knows a request that comes twice.",
                defaultsTo = "false")
        boolean nonIdempotent) {

    public RetrySpec {
        statuses = List.copyOf(statuses);
        Checks checks = new Checks().range(max, 0, 10, "max").range(floor, 0, 10_000, "floor");
        for (int i = 0; i < statuses.size(); i++) {
            checks.range(statuses.get(i), 500, 599, "statuses[" + i + "]");
        }
        checks.range(buffer, new Size(0), new Size(16 << 20), "buffer").done();
    }
}
