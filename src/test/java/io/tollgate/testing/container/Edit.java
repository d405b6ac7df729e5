package io.tollgate.testing.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Changes of a vendor's configuration file. What is not found there as expected is an error, not silently left out. */
final class Edit {
    private final Path file;
    private String text;

    private Edit(Path file, String text) {
        this.file = file;
        this.text = text;
    }

    static Edit of(Path file) throws IOException {
        return new Edit(file, Files.readString(file));
    }

    /** Replaces each of these. */
    Edit replace(String old, String fresh) {
        if (!text.contains(old)) {
            throw new AssertionError("not in " + file + ": " + old);
        }
        text = text.replace(old, fresh);
        return this;
    }

    /** Adds attributes to each element that begins like this, such as {@code <http name="a"}. */
    Edit attributes(String element, String attributes) {
        return replace(element, element + " " + attributes.strip().replaceAll("\\s+", " "));
    }

    /** Puts a child into the first element that begins like this and is empty so far. */
    Edit child(String element, String child) {
        int begin = text.indexOf(element);
        int end = text.indexOf("/>", begin);
        if (begin < 0 || end < 0 || text.substring(begin, end).contains(">")) {
            throw new AssertionError("no empty element in " + file + ": " + element);
        }
        String name = element.substring(1, element.indexOf(' '));
        text = text.substring(0, end) + ">" + child + "</" + name + ">" + text.substring(end + 2);
        return this;
    }

    void save() throws IOException {
        Files.writeString(file, text);
    }
}
