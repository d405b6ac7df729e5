package io.tollgate.config;

import java.util.Collection;
import java.util.List;

/** How values and choices are spoken of in messages. */
final class Wording {
    private Wording() {}

    /** {@code a, b or c}. */
    static String oneOf(Collection<String> choices) {
        List<String> all = List.copyOf(choices);
        int last = all.size() - 1;
        return last < 1 ? String.join("", all) : String.join(", ", all.subList(0, last)) + " or " + all.get(last);
    }

    /** What stands there, as the end of a sentence that begins with "is". */
    static String found(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return switch (scalar.kind()) {
                case NOTHING -> "empty";
                case TRUTH -> "the truth value " + scalar.written();
                case NUMBER -> "the number " + scalar.written();
                case TEXT, REFERENCE -> "the text \"" + scalar.written() + "\"";
            };
        }
        return node instanceof Node.Sequence ? "a list" : "a group of settings";
    }

    /** The accepted range as the end of a sentence, from its short form in the annotation. */
    static String range(String range) {
        if (range.isEmpty()) {
            return "";
        }
        if (range.contains(" to ")) {
            return " from " + range;
        }
        return ": " + oneOf(List.of(range.split(", ")));
    }
}
