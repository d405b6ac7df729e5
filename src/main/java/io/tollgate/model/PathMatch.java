package io.tollgate.model;

/** A condition on the path. */
@Shorthand("prefix")
public record PathMatch(
        @Setting(value = "Exactly this path.", defaultsTo = "\"\"")
        String exact,

        @Setting(
                value = "This path and everything under it, by whole segments: /api takes /api and /api/x, not /apix.",
                defaultsTo = "\"\"")
        String prefix) {

    public PathMatch {
        new Checks()
                .requireTogether(
                        exact.isEmpty() != prefix.isEmpty(),
                        "",
                        exact.isEmpty() ? "says nothing" : "has both exact and prefix",
                        "write either {exact: /x} or {prefix: /x}")
                .require(exact.isEmpty() || normal(exact), "exact", wrong(exact), HINT)
                .require(prefix.isEmpty() || normal(prefix), "prefix", wrong(prefix), HINT)
                .done();
    }

    static final String HINT = "write a path that begins with / in its decoded form, without //, . or .. segments";

    static String wrong(String path) {
        return "\"" + path + "\" is not a normalised path";
    }

    static boolean normal(String path) {
        return path.startsWith("/")
                && !path.contains("//")
                && !(path + "/").contains("/./")
                && !(path + "/").contains("/../")
                && path.indexOf('?') < 0
                && path.chars().noneMatch(c -> c < 0x20 || c == 0x7f);
    }
}
