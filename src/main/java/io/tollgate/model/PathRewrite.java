package io.tollgate.model;

/** Another beginning for the path that a backend is asked for. */
public record PathRewrite(
        @Setting(
                value =
                        "What a path begins with, by whole segments and in its decoded form, as in match.path.prefix. A path that does not is left as it is.")
        String replacePrefix,

        @Setting(
                value = "What it begins with for the backend, as it is sent: percent-encoded where needed.",
                defaultsTo = "/")
        String with) {

    public PathRewrite {
        new Checks()
                .require(
                        PathMatch.normal(replacePrefix),
                        "replacePrefix",
                        PathMatch.wrong(replacePrefix),
                        PathMatch.HINT)
                .require(
                        PathMatch.normal(with)
                                && with.chars().allMatch(c -> c > 0x20 && c < 0x7f && "#\\;\"<>".indexOf(c) < 0)
                                && !badEscape(with),
                        "with",
                        "\"" + with + "\" is not a path",
                        "write one such as /store, percent-encoded where needed, without //, . or .. segments")
                .done();
    }

    /** An escaped slash or dot might be read as a plain one, or not; what is no escape, as anything. */
    private static boolean badEscape(String path) {
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
            boolean digits = i + 2 < path.length()
                    && Character.digit(path.charAt(i + 1), 16) >= 0
                    && Character.digit(path.charAt(i + 2), 16) >= 0;
            if (!digits) {
                return true;
            }
            int octet = Integer.parseInt(path, i + 1, i + 3, 16);
            if (octet < 0x20 || octet == 0x7f || "/.%\\;".indexOf(octet) >= 0) {
                return true;
            }
        }
        return false;
    }
}
