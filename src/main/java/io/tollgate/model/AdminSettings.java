package io.tollgate.model;

import java.util.List;

/** Where operators reach Tollgate. */
public record AdminSettings(
        @Setting(
                value = "Where page, REST interface and metrics answer; of the runnable jar.",
                defaultsTo = "\"127.0.0.1:9090\"")
        Address address,

        @Setting(
                value = "Where they answer in a servlet container, which has the addresses itself.",
                defaultsTo = AdminSettings.DEFAULT_PATH)
        String path,

        @Setting(value = "Who may reach them in a servlet container.", defaultsTo = "[\"127.0.0.0/8\", \"::1\"]")
        List<Cidr> allow) {

    /** Where the operator's side is in a servlet container unless the configuration says otherwise. */
    public static final String DEFAULT_PATH = "/tollgate";

    /** From where operators come unless the configuration says otherwise. */
    public static final List<Cidr> DEFAULT_ALLOW = List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1"));

    /** The cookie of a signed-in operator. Browsers send it to every port of the host, backends' callers included. */
    public static final String SESSION_COOKIE = "tollgate_session";

    public AdminSettings {
        allow = List.copyOf(allow);
        new Checks()
                .require(
                        path.length() > 1
                                && path.startsWith("/")
                                && !path.endsWith("/")
                                && !path.contains("//")
                                && path.chars().allMatch(AdminSettings::plain),
                        "path",
                        "\"" + path + "\" is not a path for the admin page",
                        "write one such as /tollgate, of letters, digits, '-', '_', '.' and '/'")
                .require(
                        !(path + "/").contains("/./") && !(path + "/").contains("/../"),
                        "path",
                        "\"" + path + "\" has a segment . or ..",
                        "write one such as /tollgate")
                .done();
    }

    private static boolean plain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_./".indexOf(c) >= 0;
    }
}
