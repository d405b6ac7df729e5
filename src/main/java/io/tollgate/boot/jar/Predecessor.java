package io.tollgate.boot.jar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process whose place this one takes. Until {@link #serving}, it goes on as before when this one ends. For one thread.
 *
 * @see HandoverDesk
 */
final class Predecessor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration CLOSE = Duration.ofSeconds(20);

    private final HandoverLine line;

    private Predecessor(HandoverLine line) {
        this.line = line;
    }

    /**
     * Asks the process that holds the state folder for its place. When this returns, what is in the folder can be read,
     * and does not change.
     *
     * @throws IOException when there is none that can be asked, or it does not agree
     */
    static Predecessor ask(Path folder) throws IOException {
        HandoverLine line;
        try {
            String[] where = Files.readString(folder.resolve(HandoverLine.FILE)).split(" ", 2);
            line = new HandoverLine(new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(where[0])));
            line.say(HandoverLine.ASK + where[1]);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "the state folder " + folder.toAbsolutePath()
                            + " is in use by a process that cannot be replaced now; if it is itself just replacing"
                            + " another, try again, else stop it",
                    e);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "the process to be replaced cannot be asked (" + e.getMessage()
                            + "); run this as the same user, or stop that one",
                    e);
        }
        Predecessor asked = new Predecessor(line);
        try {
            asked.hear(HandoverLine.HELD, PAUSE);
            return asked;
        } catch (IOException e) {
            asked.close();
            throw e;
        }
    }

    /** Has it give up the state folder. */
    void takeOver() throws IOException {
        line.say(HandoverLine.TAKE);
        hear(HandoverLine.YOURS, PAUSE);
    }

    /**
     * Tells it that this process serves, and draws all connections that come. Returns when it takes none any more, or is
     * gone.
     */
    void serving() {
        try {
            line.say(HandoverLine.SERVING);
            hear(HandoverLine.CLOSED, CLOSE);
        } catch (IOException e) {
            LOG.warn("The process that was replaced did not say that it takes no connections any more", e);
        }
    }

    /** Waits until it has ended, its last answers included. */
    void awaitEnd() {
        try {
            line.hear(Duration.ZERO);
        } catch (IOException e) {
            LOG.info("The process that was replaced has ended");
        }
        close();
    }

    @Override
    public void close() {
        try {
            line.close();
        } catch (IOException e) {
            LOG.debug("Nobody minds", e);
        }
    }

    private void hear(String expected, Duration limit) throws IOException {
        String heard;
        try {
            heard = line.hear(limit);
        } catch (IOException e) {
            throw new IOException("the process to be replaced did not answer (" + e.getMessage() + ")", e);
        }
        if (!heard.equals(expected)) {
            throw new IOException("the process to be replaced said " + heard + ", not " + expected);
        }
    }
}
