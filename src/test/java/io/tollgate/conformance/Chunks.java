package io.tollgate.conformance;

import io.tollgate.testing.Fields;
import io.tollgate.testing.RawSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A chunked body while it comes. The line end after a chunk may come with the next: nobody waits for it. */
final class Chunks {
    private final RawSocket socket;
    private boolean begun;

    /** What follows a head on that connection. */
    Chunks(RawSocket socket) {
        this.socket = socket;
    }

    /** Reads one chunk; of the last, which is empty, no more than its size. */
    String next() throws IOException {
        if (begun && !socket.line().isEmpty()) {
            throw new IOException("no line end after a chunk");
        }
        begun = true;
        int size = size(socket.line().split(";", 2)[0].strip());
        String data = socket.read(size);
        if (data.length() < size) {
            throw new IOException("ended within a chunk");
        }
        return data;
    }

    /** Reads chunks until so much content has come. */
    String next(int length) throws IOException {
        StringBuilder content = new StringBuilder();
        while (content.length() < length) {
            String data = next();
            if (data.isEmpty()) {
                throw new IOException("ended after " + content);
            }
            content.append(data);
        }
        return content.toString();
    }

    /** Reads all chunks that are left. */
    String rest() throws IOException {
        StringBuilder content = new StringBuilder();
        for (String data = next(); !data.isEmpty(); data = next()) {
            content.append(data);
        }
        return content.toString();
    }

    /** Reads all that is left, and fails unless it ends as a chunked body does. */
    void end() throws IOException {
        rest();
        trailers();
    }

    /** Reads what follows the size of the last chunk. */
    Fields trailers() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = socket.line(); !line.isEmpty(); line = socket.line()) {
            lines.add(line);
        }
        return new Fields(lines);
    }

    private static int size(String text) throws IOException {
        try {
            return Integer.parseInt(text, 16);
        } catch (NumberFormatException e) {
            throw new IOException("not a chunk's size: " + text, e);
        }
    }
}
