package io.tollgate.it.strict;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What came of bytes that were sent.
 *
 * @param statuses of the answers, 1xx left out
 */
record Sent(List<Integer> statuses) {
    /** The field by which a request's case is known behind Tollgate. */
    static final String CASE = "X-Case";

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([2-5]\\d\\d)");

    /** After so much silence it is clear that no more is awaited than an end. */
    private static final int PAUSE_MILLIS = 500;

    private static final int SILENCE_MILLIS = 20_000;

    /**
     * Sends bytes on a connection of their own, and reads all that is answered.
     *
     * @param answers how many make the end; null to wait for the other end to close or to fall silent
     */
    static Sent send(int port, List<String> parts, @Nullable Integer answers) throws IOException {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            try {
                for (String part : parts) {
                    socket.getOutputStream().write(part.getBytes(StandardCharsets.ISO_8859_1));
                }
                hear(socket, heard, answers);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                // Closed while there was more to send or to hear.
            }
        }
        return new Sent(statuses(heard));
    }

    /** Each of a text's characters. */
    static List<String> letters(String text) {
        return text.chars().mapToObj(Character::toString).toList();
    }

    private static void hear(Socket socket, ByteArrayOutputStream heard, @Nullable Integer answers) throws IOException {
        InputStream in = socket.getInputStream();
        socket.setSoTimeout(answers == null ? PAUSE_MILLIS : SILENCE_MILLIS);
        byte[] buffer = new byte[8192];
        while (answers == null || statuses(heard).size() < answers) {
            try {
                int n = in.read(buffer);
                if (n < 0) {
                    return;
                }
                heard.write(buffer, 0, n);
            } catch (SocketTimeoutException e) {
                if (socket.isOutputShutdown() || answers != null) {
                    throw e;
                }
                socket.shutdownOutput();
                socket.setSoTimeout(SILENCE_MILLIS);
            }
        }
    }

    private static List<Integer> statuses(ByteArrayOutputStream heard) {
        return STATUS.matcher(heard.toString(StandardCharsets.ISO_8859_1))
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }
}
