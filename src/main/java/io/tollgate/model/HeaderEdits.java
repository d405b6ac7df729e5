package io.tollgate.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Field lines that are put in or taken out. First what is removed goes, then what is set and added comes. */
public record HeaderEdits(
        @Setting(value = "Fields and the value of the one line that each has then.", defaultsTo = "{}")
        Map<String, String> set,

        @Setting(value = "Fields and a line that each has besides.", defaultsTo = "{}")
        Map<String, String> add,

        @Setting(value = "Fields that are taken out.", defaultsTo = "[]")
        List<String> remove) {

    /** Nothing is changed. */
    public static final HeaderEdits NONE = new HeaderEdits(Map.of(), Map.of(), List.of());

    /** Tollgate writes them by what it knows of the body. */
    private static final Set<String> FRAMING = Set.of("content-length", "transfer-encoding", "trailer", "te", "expect");

    private static final String HOST_FIX = "write host beside headers, in request";

    /** RFC 9110, section 7.6.1. */
    private static final Set<String> OF_ONE_CONNECTION = Set.of(
            "connection", "keep-alive", "proxy-connection", "upgrade", "proxy-authenticate", "proxy-authorization");

    public HeaderEdits {
        set = Map.copyOf(set);
        add = Map.copyOf(add);
        remove = List.copyOf(remove);
        Checks checks = new Checks();
        set.forEach((name, value) -> line(checks, "set", name, value));
        add.forEach((name, value) -> line(checks, "add", name, value));
        for (int i = 0; i < remove.size(); i++) {
            name(checks, remove.get(i), "remove[" + i + "]", HOST_FIX);
        }
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Stream.concat(set.keySet().stream(), remove.stream())
                .sorted()
                .forEach(name -> checks.requireTogether(
                        seen.add(name),
                        "",
                        "\"" + name + "\" is set or removed twice",
                        "write each field once, for what is set replaces the lines there are"));
        checks.done();
    }

    private static void line(Checks checks, String where, String name, String value) {
        line(checks, where, name, value, HOST_FIX);
    }

    /**
     * Checks a line that is written in a message of which Tollgate sees to the framing.
     *
     * @param hostFix where a host is to be written
     */
    static void line(Checks checks, String where, String name, String value, String hostFix) {
        String path = where + "." + name;
        name(checks, name, path, hostFix);
        checks.require(
                value.equals(value.strip()) && value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c < 0x7f)),
                path,
                "the value of \"" + name + "\" cannot stand in a field",
                "write printable ASCII, without blanks at its ends");
    }

    private static void name(Checks checks, String name, String path, String hostFix) {
        String lower = name.toLowerCase(Locale.ROOT);
        checks.require(
                        HttpToken.valid(name),
                        path,
                        "\"" + name + "\" is not a field name",
                        "write one such as X-Frame-Options")
                .require(
                        !FRAMING.contains(lower),
                        path,
                        "\"" + name + "\" frames the message",
                        "leave it out, for Tollgate writes it by the body that there is")
                .require(
                        !OF_ONE_CONNECTION.contains(lower),
                        path,
                        "\"" + name + "\" is about one connection only",
                        "leave it out, for Tollgate sees to its connections on both sides")
                .require(!lower.equals("host"), path, "\"" + name + "\" says where a request goes", hostFix);
    }
}
