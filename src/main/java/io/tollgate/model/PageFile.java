package io.tollgate.model;

import java.util.Map;

/**
 * The name of a file that is sent as a page, relative to the configuration's folder.
 *
 * @param name never leads out of that folder
 */
public record PageFile(String name) {
    private static final int LONGEST = 255;

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "htm", "text/html; charset=utf-8",
            "txt", "text/plain; charset=utf-8",
            "json", "application/json",
            "xml", "application/xml");

    public PageFile {
        // Whoever may change a route from afar must not be able to publish any file of the machine.
        boolean inside = !name.isEmpty()
                && name.length() <= LONGEST
                && !name.startsWith("/")
                && name.indexOf('\\') < 0
                && name.chars().noneMatch(c -> c < 0x20 || c == 0x7f || c == ':')
                && !("/" + name + "/").contains("/../");
        if (!inside) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is not a file in the configuration's folder or below it");
        }
        if (!TYPES.containsKey(ending(name))) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" does not end in .html, .htm, .txt, .json or .xml, which says what it is");
        }
    }

    /**
     * Reads {@code errors/down.html}.
     *
     * @throws IllegalArgumentException when it leads out of the folder, or its ending does not say what it is
     */
    public static PageFile parse(String text) {
        return new PageFile(text);
    }

    /** Its media type, by its ending; UTF-8 is taken for granted. */
    public String mediaType() {
        return TYPES.getOrDefault(ending(name), "");
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
