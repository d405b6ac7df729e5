package io.tollgate.rewrite;

import io.tollgate.exchange.Escapes;
import io.tollgate.exchange.Paths;
import io.tollgate.model.PathRewrite;
import org.jspecify.annotations.Nullable;

/** Another beginning for paths on the way to the backend, by whole segments, and the way back. Immutable. */
public final class PrefixSwap {
    /** Decoded, and without the slash at its end, as all three are: empty for the root. */
    private final String plain;

    private final String shown;
    private final String sent;
    private final int segments;

    PrefixSwap(PathRewrite spec) {
        this.plain = withoutEnd(spec.replacePrefix());
        this.shown = Escapes.encodePath(plain);
        this.sent = withoutEnd(spec.with());
        this.segments = (int) plain.chars().filter(c -> c == '/').count();
    }

    /** What clients see, percent-encoded: {@code /shop}; empty where only something was put before. */
    public String prefix() {
        return shown;
    }

    /**
     * The path for the backend: the raw one byte for byte behind its beginning. One that comes to its beginning only
     * when it is normalised ({@code //shop}, {@code /a/../shop}), or would leave it again, is sent in the form that
     * routes and guard have judged, for the backend must not come to another.
     *
     * @param rawPath as it came
     * @param path the same, normalised
     * @return null when the path does not begin so
     */
    public @Nullable String forward(String rawPath, String path) {
        if (!under(path, plain)) {
            return null;
        }
        String judged = path.substring(plain.length());
        String rest = path.equals(rawPath) ? judged : rawRest(rawPath, judged);
        if (rest == null || (sent.isEmpty() && namesHost(rest))) {
            rest = Escapes.encodePath(judged);
        }
        return join(sent, rest);
    }

    /**
     * The path for the client, of one that the backend wrote. One that is not the backend's, or has the clients' prefix
     * already because the backend has heeded X-Forwarded-Prefix, stays; where it may be either, the longer beginning
     * counts. Dot segments are followed first, as the client would: behind the prefix they would lead out of it.
     *
     * @param before what a proxy before has taken off, and puts back itself; empty for nothing
     */
    public String back(String rawPath, String before) {
        String followed = DotSegments.follow(rawPath);
        if (done(followed, shown) || done(followed, before + shown) || !under(followed, sent)) {
            return rawPath;
        }
        String path = join(shown, followed.substring(sent.length()));
        return namesHost(path) ? "/." + path : path;
    }

    private boolean done(String path, String prefix) {
        return under(path, prefix) && prefix.length() >= sent.length();
    }

    /** What is behind the beginning of a raw path, if it is another way to write what was judged; else null. */
    private @Nullable String rawRest(String rawPath, String judged) {
        int end = 0;
        for (int i = 0; i < segments && end >= 0; i++) {
            end = rawPath.indexOf('/', end + 1);
        }
        String rest = end < 0 ? "" : rawPath.substring(end);
        String beginning = rawPath.substring(0, rawPath.length() - rest.length());
        boolean fits = Escapes.decode(beginning).equals(plain)
                && (rest.isEmpty() ? judged.isEmpty() : Paths.normalise(rest).equals(judged));
        return fits ? rest : null;
    }

    /** Two slashes begin the name of a host (RFC 3986, section 4.2), and browsers take a backslash for one. */
    private static boolean namesHost(String path) {
        return path.startsWith("//") || path.startsWith("/\\");
    }

    private static String join(String beginning, String rest) {
        String path = beginning + rest;
        return path.isEmpty() ? "/" : path;
    }

    private static boolean under(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    private static String withoutEnd(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
