package io.tollgate.guard;

import io.tollgate.exchange.Escapes;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.Paths;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what is wrong with a path and a query, or what others might read in another way. Reads each once; only what
 * is found doubtful is looked at again.
 */
final class TargetCheck {
    private static final int MOST_DOUBTS = 3;

    private final String path;
    private final Set<Flaw> found = EnumSet.noneOf(Flaw.class);
    private boolean percents;
    private boolean highBytes;

    private TargetCheck(String path) {
        this.path = path;
    }

    /** The gravest flaw; null when there is none. */
    static @Nullable Flaw of(String path, @Nullable String query) {
        Flaw flaw = plain(path) ? null : new TargetCheck(path).path();
        if (path.charAt(0) != '/' && !path.equals("*")) {
            flaw = Flaw.BAD_TARGET;
        }
        return query == null ? flaw : Flaw.graver(flaw, query(query));
    }

    /** Whether nothing in it has to be looked at again; most paths are so. */
    private static boolean plain(String path) {
        boolean slash = false;
        for (int i = 0; i < path.length(); i++) {
            byte sign = Signs.of(path.charAt(i));
            if (sign == Signs.SLASH ? slash : sign == Signs.DOT ? slash : sign != Signs.PLAIN) {
                return false;
            }
            slash = sign == Signs.SLASH;
        }
        return true;
    }

    private static @Nullable Flaw query(String query) {
        Flaw flaw = null;
        for (int i = 0; i < query.length(); i++) {
            switch (Signs.of(query.charAt(i))) {
                case Signs.PERCENT -> {
                    if (Escapes.octet(query, i + 1) < 0) {
                        flaw = Flaw.graver(flaw, Flaw.BAD_QUERY_ESCAPE);
                    }
                }
                case Signs.UNESCAPED, Signs.BACKSLASH -> flaw = Flaw.graver(flaw, Flaw.UNESCAPED);
                case Signs.FORBIDDEN -> {
                    return Flaw.BAD_TARGET;
                }
                default -> {}
            }
        }
        return flaw;
    }

    private @Nullable Flaw path() {
        for (int i = 0; i < path.length(); i++) {
            switch (Signs.of(path.charAt(i))) {
                case Signs.SLASH -> note(Flaw.EMPTY_SEGMENT, i > 0 && path.charAt(i - 1) == '/');
                case Signs.DOT -> note(Flaw.DOT_SEGMENT, dotSegment(i));
                case Signs.SEMICOLON -> note(Flaw.PATH_PARAMETER, true);
                case Signs.BACKSLASH -> note(Flaw.BACKSLASH, true);
                case Signs.UNESCAPED -> note(Flaw.UNESCAPED, true);
                case Signs.PERCENT -> escape(Escapes.octet(path, i + 1));
                case Signs.QUESTION, Signs.FORBIDDEN -> note(Flaw.BAD_TARGET, true);
                default -> {}
            }
        }
        note(Flaw.DOUBLE_ESCAPE, percents && Paths.escapedTwice(path));
        long doubts = found.stream()
                .filter(flaw -> flaw.treatment() == Flaw.Treatment.READINGS)
                .count();
        note(Flaw.TOO_MANY_READINGS, doubts > MOST_DOUBTS);
        note(Flaw.ABOVE_ROOT, doubts > 0 && Paths.leavesRoot(path));
        if (highBytes) {
            byte[] bytes = Escapes.bytes(path);
            note(Flaw.OVERLONG_UTF8, Utf8.overlong(bytes));
            note(Flaw.NOT_UTF8, !Utf8.valid(bytes));
        }
        return found.isEmpty() ? null : Collections.max(found);
    }

    private void escape(int octet) {
        switch (octet) {
            case -1 -> note(Flaw.BAD_ESCAPE, true);
            case '/' -> note(Flaw.ENCODED_SLASH, true);
            case '.' -> note(Flaw.ENCODED_DOT, true);
            case ';' -> note(Flaw.PATH_PARAMETER, true);
            case '\\' -> note(Flaw.BACKSLASH, true);
            case '?', '#' -> note(Flaw.ENCODED_END, true);
            default -> {
                percents |= octet == '%';
                note(Flaw.ENCODED_CONTROL, octet < ' ' || octet == 0x7f);
                highBytes |= octet > 0x7f;
            }
        }
    }

    private boolean dotSegment(int dot) {
        if (dot > 0 && path.charAt(dot - 1) != '/') {
            return false;
        }
        int end = dot + 1 < path.length() && path.charAt(dot + 1) == '.' ? dot + 2 : dot + 1;
        return end == path.length() || path.charAt(end) == '/';
    }

    private void note(Flaw flaw, boolean present) {
        if (present) {
            found.add(flaw);
        }
    }
}
