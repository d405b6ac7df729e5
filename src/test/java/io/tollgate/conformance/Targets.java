package io.tollgate.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** Path and query reach the backend byte for byte, whatever they might mean to somebody. */
final class Targets implements Family {
    private static final String PATH = "RFC 3986, 3.3";
    private static final String ESCAPE = "RFC 3986, 2.1";
    private static final String SAME = "RFC 3986, 6.2.2";
    private static final String QUERY = "RFC 3986, 3.4";
    private static final String UNCHANGED = "RFC 9110, 7.7";

    @Override
    public String subject() {
        return "Path and query";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                passes("path-root", PATH, "the root", "/"),
                passes("path-slash-end", PATH, "a slash at the end", "/a/b/"),
                passes("path-unreserved", PATH, "all unreserved characters", "/AZaz09-._~"),
                passes("path-reserved", PATH, "all others that a path may hold", "/!$&'()*+,;=:@"),
                passes("path-parameters", PATH, "parameters of segments", "/a;x=1/b;y=2;z"),
                passes("path-session", PATH, "a session in a parameter", "/a;jsessionid=AB12.node1"),
                passes("path-empty-parameter", PATH, "an empty parameter", "/a;/b"),
                passes("path-colon", PATH, "a colon in the first segment", "/a:b"),
                passes("path-double-slash", PATH, "an empty segment", "/a//b"),
                passes("path-double-slash-end", PATH, "an empty segment at the end", "/a//"),
                passes("path-double-slash-first", PATH, "an empty segment at the beginning", "//a/b"),
                passes("path-many-slashes", PATH, "many empty segments", "/a////b"),
                passes("path-dot", PATH, "a dot segment", "/a/./b"),
                passes("path-dot-dot", PATH, "a double dot segment", "/a/../b"),
                passes("path-dot-end", PATH, "a dot segment at the end", "/a/."),
                passes("path-dot-dot-end", PATH, "a double dot segment at the end", "/a/b/.."),
                passes("path-three-dots", PATH, "three dots are a name", "/a/.../b"),
                passes("path-dot-name", PATH, "a name that begins with a dot", "/.well-known/x"),
                passes("path-star", PATH, "a star in a path", "/*"),
                passes("path-escaped-slash", ESCAPE, "an escaped slash", "/a%2Fb"),
                passes("path-escaped-slash-small", ESCAPE, "the same in small letters", "/a%2fb"),
                passes("path-escaped-backslash", ESCAPE, "an escaped backslash", "/a%5Cb"),
                passes("path-escaped-dot", ESCAPE, "an escaped dot", "/a%2Eb"),
                passes("path-escaped-dots", ESCAPE, "escaped dot segments", "/a/%2e%2e/b"),
                passes("path-escaped-percent", ESCAPE, "an escaped percent sign", "/100%25"),
                passes("path-escaped-twice", ESCAPE, "what is escaped twice", "/a%252Fb"),
                passes("path-escaped-space", ESCAPE, "an escaped space", "/a%20b"),
                passes("path-escaped-question", ESCAPE, "an escaped question mark", "/a%3Fb"),
                passes("path-escaped-hash", ESCAPE, "an escaped hash", "/a%23b"),
                passes("path-escaped-semicolon", ESCAPE, "an escaped semicolon", "/a%3Bb"),
                passes("path-escaped-utf8", ESCAPE, "escaped UTF-8", "/%E2%82%AC"),
                passes("path-escaped-latin", ESCAPE, "escaped bytes that are not UTF-8", "/caf%E9"),
                passes("path-escaped-ff", ESCAPE, "an escaped byte that UTF-8 never has", "/a%ffb"),
                passes("path-escape-case", SAME, "the case of an escape", "/%e2%82%aC"),
                passes("path-escaped-letter", SAME, "an escape that need not be one", "/%61%2D%7E"),
                passes("path-plus", PATH, "a plus sign", "/a+b"),
                passes("path-bar", UNCHANGED, "a bar", "/a|b"),
                passes("path-braces", UNCHANGED, "braces", "/{a}"),
                passes("path-brackets", UNCHANGED, "brackets", "/a[0]"),
                passes("path-caret", UNCHANGED, "a caret and a grave accent", "/a^b`c"),
                passes("path-quote", UNCHANGED, "a quotation mark", "/a\"b"),
                passes("path-angles", UNCHANGED, "angle brackets", "/<a>"),
                passes("path-backslash", UNCHANGED, "a backslash", "/a\\b"),
                passes("path-long-segment", PATH, "a segment of 4,000 bytes", "/" + "a".repeat(4_000) + "/b"),
                passes("path-many-segments", PATH, "a thousand segments", "/a".repeat(1_000)),
                passes("query-plain", QUERY, "names and values", "/a?b=c&d=e"),
                passes("query-empty", QUERY, "an empty query", "/a?"),
                passes("query-no-value", QUERY, "a name without a value", "/a?b&c="),
                passes("query-repeated", QUERY, "a name twice, and the order", "/a?z=1&a=2&z=3"),
                passes("query-question", QUERY, "a question mark within", "/a?b?c"),
                passes("query-slash", QUERY, "slashes and dots within", "/a?b=/../c//d"),
                passes("query-semicolon", QUERY, "semicolons", "/a?b=c;d=e"),
                passes("query-plus", QUERY, "a plus sign and an escaped space", "/a?b=c+d%20e"),
                passes("query-ampersands", QUERY, "ampersands without anything between", "/a?&&b&"),
                passes("query-bar", UNCHANGED, "a bar", "/a?b=c|d"),
                passes("query-braces", UNCHANGED, "braces", "/a?b={c}"),
                passes("query-brackets", UNCHANGED, "brackets", "/a?b[]=c&d[e]=f"),
                passes("query-caret", UNCHANGED, "a caret and a grave accent", "/a?b=^`"),
                passes("query-quote", UNCHANGED, "quotation marks and apostrophes", "/a?b=\"c\"'d'"),
                passes("query-angles", UNCHANGED, "angle brackets", "/a?b=<c>"),
                passes("query-backslash", UNCHANGED, "a backslash", "/a?b=c\\d"),
                passes("query-bad-escape", UNCHANGED, "an escape that is none", "/a?b=%zz"),
                passes("query-half-escape", UNCHANGED, "half an escape at the end", "/a?b=%4"),
                passes("query-percent", UNCHANGED, "a percent sign alone", "/a?b=100%"),
                passes("query-escaped-latin", ESCAPE, "escaped bytes that are not UTF-8", "/a?b=%E9"),
                passes("query-escape-case", SAME, "the case of an escape", "/a?b=%2f%2F"),
                passes("query-escaped-line-end", ESCAPE, "an escaped line end", "/a?b=%0D%0AX-Evil:%201"),
                passes("query-escaped-nul", ESCAPE, "an escaped NUL", "/a?b=%00"),
                passes("query-url", QUERY, "a URL within", "/a?b=http://c.test:80/d"),
                passes("query-long", QUERY, "a query of 6,000 bytes", "/a?b=" + "c".repeat(6_000)));
    }

    private static Case passes(String id, String section, String what, String target) {
        return new Case(id, section, "Passes byte for byte: " + what + ".", scene -> {
            Message seen = scene.forward(Scene.request("GET " + target));
            assertEquals("GET " + target + " HTTP/1.1", seen.start());
        });
    }
}
