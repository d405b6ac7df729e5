package io.tollgate.config;

import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.Secret;
import io.tollgate.model.Setting;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Turns a single value into a number, a text, an enum or a value type. */
final class Leaves {
    private Leaves() {}

    static boolean isLeaf(Class<?> type) {
        return type == int.class
                || type == Integer.class
                || type == boolean.class
                || type == String.class
                || type == Secret.class
                || type.isEnum()
                || ValueType.of(type) != null;
    }

    /** @throws InvalidSettingException with one problem, whose path is empty */
    static Object read(Class<?> type, Node node, Setting setting) {
        String hint = hint(type, setting);
        if (!(node instanceof Node.Scalar scalar)) {
            throw unfit("is " + Wording.found(node), hint);
        }
        if (scalar.kind() == Node.Kind.NOTHING) {
            throw unfit("is empty", hint + ", or remove it");
        }
        if (type == String.class) {
            return text(scalar);
        }
        if (type == int.class || type == Integer.class) {
            return number(scalar, hint);
        }
        if (type == boolean.class) {
            return truth(scalar, hint);
        }
        if (type == Secret.class) {
            return secret(scalar, hint);
        }
        return type.isEnum() ? constant(type, scalar) : parsed(type, scalar, hint);
    }

    /** What to write for a value of that type. */
    static String hint(Class<?> type, Setting setting) {
        String range = Wording.range(setting.range());
        if (type == int.class || type == Integer.class) {
            return "write a whole number" + range;
        }
        if (type == boolean.class) {
            return "write true or false";
        }
        if (type == Secret.class) {
            return "write a reference such as \"${PASSWORD}\", and set that environment variable";
        }
        if (type.isEnum()) {
            return "write " + Wording.oneOf(names(type));
        }
        ValueType valueType = ValueType.of(type);
        return valueType == null
                ? "write a text" + range
                : "write " + article(valueType.noun()) + " such as " + valueType.examples()
                        + (range.isEmpty() ? "" : ",") + range;
    }

    static List<String> names(Class<?> enumType) {
        return Arrays.stream(enumType.getEnumConstants()).map(Object::toString).toList();
    }

    private static String text(Node.Scalar scalar) {
        return switch (scalar.kind()) {
            case NUMBER, TRUTH ->
                throw unfit(
                        "is " + Wording.found(scalar) + ", not a text",
                        "write it in quotes: \"" + scalar.text() + "\"");
            default -> scalar.text();
        };
    }

    private static Integer number(Node.Scalar scalar, String hint) {
        String text = scalar.text();
        boolean whole = whole(text);
        if (scalar.kind() == Node.Kind.TEXT && whole) {
            throw unfit("is the text \"" + text + "\", not a number", "write it without quotes: " + text);
        }
        if (!whole) {
            throw unfit("\"" + text + "\" is not a whole number", hint);
        }
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw unfit(text + " is out of range", hint);
        }
    }

    /** YAML has further words for these two, which others read as texts. */
    private static Boolean truth(Node.Scalar scalar, String hint) {
        boolean text = scalar.kind() == Node.Kind.TEXT;
        return switch (text ? "" : scalar.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unfit("is " + Wording.found(scalar) + ", not true or false", hint);
        };
    }

    /** What is written out stays a secret only where the file has nothing but a reference. */
    private static Secret secret(Node.Scalar scalar, String hint) {
        String written = scalar.written();
        boolean nothingElse = scalar.kind() == Node.Kind.REFERENCE
                && written.startsWith("${")
                && written.indexOf('}') == written.length() - 1;
        if (!nothingElse) {
            throw unfit("must not stand in the file itself", hint);
        }
        return new Secret(written, scalar.text());
    }

    private static boolean whole(String text) {
        String digits = text.startsWith("-") ? text.substring(1) : text;
        return !digits.isEmpty()
                && digits.chars().allMatch(c -> c >= '0' && c <= '9')
                && (digits.length() == 1 || digits.charAt(0) != '0');
    }

    private static Object constant(Class<?> type, Node.Scalar scalar) {
        for (Object constant : type.getEnumConstants()) {
            if (constant.toString().equals(scalar.text())) {
                return constant;
            }
        }
        String message = Planned.has(type, scalar.text()) ? "is not available in this version" : "is not known";
        throw unfit("\"" + scalar.text() + "\" " + message, "write " + Wording.oneOf(names(type)));
    }

    private static Object parsed(Class<?> type, Node.Scalar scalar, String hint) {
        ValueType valueType = ValueType.of(type);
        if (valueType == null) {
            throw new IllegalStateException(type + " is no value type");
        }
        try {
            return valueType.parse().apply(scalar.text());
        } catch (IllegalArgumentException e) {
            throw unfit(String.valueOf(e.getMessage()), hint);
        }
    }

    private static String article(String noun) {
        return ("aeio".indexOf(noun.toLowerCase(Locale.ROOT).charAt(0)) < 0 ? "a " : "an ") + noun;
    }

    private static InvalidSettingException unfit(String message, String fix) {
        return new InvalidSettingException("", message, fix);
    }
}
