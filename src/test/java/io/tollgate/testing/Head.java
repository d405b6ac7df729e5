package io.tollgate.testing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message's start line and fields, as they came.
 *
 * @param start the request line or the status line
 */
public record Head(String start, Fields fields) {

    /**
     * Reads one.
     *
     * @return null when the stream ends before the first byte
     */
    public static @Nullable Head read(InputStream in) throws IOException {
        String start = Wire.readLine(in);
        if (start == null) {
            return null;
        }
        List<String> lines = new ArrayList<>();
        for (String line = Wire.needLine(in); !line.isEmpty(); line = Wire.needLine(in)) {
            lines.add(line);
        }
        return new Head(start, new Fields(lines));
    }

    /** The start line's words: method, target, version; or version, status, reason. */
    public String word(int index) {
        String[] words = start.split(" ", 3);
        return index < words.length ? words[index] : "";
    }

    /** Whether it asks for the connection to be closed after this exchange. */
    public boolean closes() {
        return fields.has("Connection", "close");
    }
}
