package io.tollgate.config;

import java.util.List;

/** The parser's complaints in an operator's words. */
record Syntax(String message, String fix) {
    static final String TOO_DEEP = "nested more than " + YamlTree.MAX_DEPTH + " levels deep";

    private record Known(String part, Syntax syntax) {}

    private static final List<Known> KNOWN = List.of(
            new Known(TOO_DEEP, new Syntax(TOO_DEEP, "close the brackets that are open")),
            new Known("(TAB)", new Syntax("a tab stands here", "indent with spaces")),
            new Known(
                    "mapping values are not allowed",
                    new Syntax(
                            "a colon stands where none can",
                            "check the indentation, and quote texts that hold a colon and a space")),
            new Known(
                    "could not find expected ':'",
                    new Syntax("a name without its colon", "write name: value, with a space behind the colon")),
            new Known(
                    "found unexpected end of stream",
                    new Syntax("a quote is not closed", "close it with the same quote")),
            new Known(
                    "expected ',' or",
                    new Syntax(
                            "a bracket is not closed, or a comma is missing",
                            "separate by commas and close with the matching bracket")),
            new Known("but found ']'", new Syntax("a closing bracket too many", "remove it or open it before")),
            new Known("but found '}'", new Syntax("a closing brace too many", "remove it or open it before")),
            new Known("but found ','", new Syntax("a comma without a value before it", "remove it or write the value")),
            new Known(
                    "expected <block end>, but found '<scalar>'",
                    new Syntax("a text stands behind a value that has ended", "put the whole value in quotes")),
            new Known(
                    "expected <block end>",
                    new Syntax("the indentation fits nothing above", "align it with the lines it belongs to")),
            new Known(
                    "sequence entries are not allowed",
                    new Syntax(
                            "a list's - stands where none can",
                            "put it on its own line, or quote a text that is just -")),
            new Known(
                    "escape character",
                    new Syntax(
                            "an unknown escape in double quotes", "write \\\\ for a backslash, or use single quotes")),
            new Known(
                    "cannot start any token",
                    new Syntax("a character that cannot begin a value", "put the value in double quotes")),
            new Known("incompatible YAML", new Syntax("this version of YAML is not known", "remove the line %YAML")),
            new Known(
                    "'<document start>'",
                    new Syntax("something stands outside of the document", "remove it, and lines that begin with ---")),
            new Known("alias", new Syntax("an alias of something unnamed", "write the value itself")));

    static Syntax explain(String complaint) {
        for (Known known : KNOWN) {
            if (complaint.contains(known.part())) {
                return known.syntax();
            }
        }
        return new Syntax("broken YAML, " + complaint, "check indentation, quotes and brackets here");
    }

    void at(Place place, String path, Findings findings) {
        findings.add(place, path, message, fix);
    }
}
