package io.tollgate.model;

/** How large a request may be. */
public record LimitSpec(
        @Setting(
                value = "The request line and all fields together; more is answered with 431.",
                defaultsTo = "32KiB",
                range = "1KiB to 1MiB")
        Size head,

        @Setting(
                value = "Path and query as they came; more is answered with 414.",
                defaultsTo = "8KiB",
                range = "256B to 1MiB")
        Size uri,

        @Setting(
                value =
                        "The body; more is answered with 413, or broken off where an answer has begun. 0B means no limit.",
                defaultsTo = "0B",
                range = "0B to 1024GiB")
        Size body) {

    /** The largest head that may be allowed, in bytes. */
    public static final int MAX_HEAD = 1 << 20;

    private static final Size LARGEST_HEAD = new Size(MAX_HEAD);

    public LimitSpec {
        new Checks()
                .range(head, new Size(1 << 10), LARGEST_HEAD, "head")
                .range(uri, new Size(256), LARGEST_HEAD, "uri")
                .range(body, new Size(0), new Size(1L << 40), "body")
                .done();
    }
}
