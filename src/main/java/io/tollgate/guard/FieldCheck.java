package io.tollgate.guard;

import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestView;
import io.tollgate.model.HttpToken;
import org.jspecify.annotations.Nullable;

/** Whether field lines are what they should be (RFC 9110, section 5), each by itself. */
final class FieldCheck {
    private static final String LENGTH = "contentlength";
    private static final String CODING = "transferencoding";

    private FieldCheck() {}

    /** The gravest flaw of any line; null when all are well. */
    static @Nullable Flaw of(RequestView request) {
        if (request.everyHeader(FieldCheck::clean)) {
            return null;
        }
        Flaw[] gravest = new Flaw[1];
        request.eachHeader((name, value) -> gravest[0] = Flaw.graver(gravest[0], flaw(name, value)));
        return gravest[0];
    }

    private static boolean clean(String name, String value) {
        return HttpToken.valid(name) && !imitates(name) && printable(value);
    }

    private static @Nullable Flaw flaw(String name, String value) {
        if (!printable(value) || !printable(name)) {
            return Flaw.CONTROL_BYTE;
        }
        if (!HttpToken.valid(name)) {
            return Flaw.BAD_FIELD;
        }
        return imitates(name) ? Flaw.SUSPICIOUS_FIELD : null;
    }

    private static boolean printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** Whether a server that drops or replaces marks in names, as CGI does, would take it for a field that frames. */
    private static boolean imitates(String name) {
        return name.length() >= LENGTH.length() && (spells(name, LENGTH, 7) || spells(name, CODING, 8));
    }

    /**
     * Whether these are the name's letters, and their marks are not just one hyphen in its place.
     *
     * @param hyphen before which letter it belongs
     */
    private static boolean spells(String name, String letters, int hyphen) {
        int matched = 0;
        boolean proper = name.length() == letters.length() + 1 && name.charAt(hyphen) == '-';
        for (int i = 0; i < name.length(); i++) {
            char c = (char) (name.charAt(i) | 0x20);
            boolean letter = c >= 'a' && c <= 'z';
            if (letter && (matched == letters.length() || letters.charAt(matched++) != c)) {
                return false;
            }
        }
        return matched == letters.length() && !proper;
    }
}
