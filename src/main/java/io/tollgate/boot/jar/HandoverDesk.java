package io.tollgate.boot.jar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a successor asks for the place of this process: on the loopback interface, with a word that only those know who
 * may read the state folder. One successor at a time. Until it has said that it serves, all is as before when it fails.
 */
final class HandoverDesk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HandoverDesk.class);
    private static final Duration GREETING = Duration.ofSeconds(5);
    private static final Duration PREPARATION = Duration.ofMinutes(2);
    private static final int WORD_BYTES = 32;

    private final ServerSocket door;
    private final Path file;
    private final String word;
    private final House house;
    private final Thread thread;
    private volatile @Nullable HandoverLine talking;

    /** What is handed over. */
    interface House {
        /** Writes nothing more to the state folder, and refuses what would have to be. */
        void pause() throws Exception;

        /** Gives the state folder up. */
        void release() throws IOException;

        /** Goes on as before, whether released or not. */
        void resume();

        /**
         * The successor serves.
         *
         * @param successor to be told {@link HandoverLine#CLOSED}, and closed at the end
         */
        void replaced(HandoverLine successor);
    }

    private HandoverDesk(ServerSocket door, Path file, String word, House house) {
        this.door = door;
        this.file = file;
        this.word = word;
        this.house = house;
        this.thread = new Thread(this::attend, "tollgate-handover");
        thread.setDaemon(true);
    }

    /**
     * Opens it.
     *
     * @param folder the state folder, held by this process
     */
    static HandoverDesk open(Path folder, House house) throws IOException {
        byte[] random = new byte[WORD_BYTES];
        new SecureRandom().nextBytes(random);
        String word = HexFormat.of().formatHex(random);
        ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Path file = folder.resolve(HandoverLine.FILE);
        try {
            write(file, door.getLocalPort() + " " + word);
        } catch (IOException e) {
            door.close();
            throw e;
        }
        HandoverDesk desk = new HandoverDesk(door, file, word, house);
        desk.thread.start();
        return desk;
    }

    /** Breaks off what is under way; the house is as before when this returns, unless it is replaced. */
    @Override
    public void close() throws IOException {
        door.close();
        HandoverLine line = talking;
        if (line != null) {
            line.close();
        }
        try {
            thread.join(GREETING.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void write(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(HandoverLine.FILE + ".new");
        Files.deleteIfExists(fresh);
        if (Files.getFileStore(fresh.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void attend() {
        boolean replaced = false;
        while (!replaced && !door.isClosed()) {
            try {
                HandoverLine line = new HandoverLine(door.accept());
                talking = line;
                replaced = talk(line);
                talking = null;
                if (!replaced) {
                    line.close();
                }
            } catch (IOException e) {
                LOG.debug("A successor was not heard", e);
            }
        }
        close(replaced);
    }

    private void close(boolean replaced) {
        try {
            door.close();
            if (!replaced) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.debug("The desk was not closed cleanly", e);
        }
    }

    /** Whether the successor has taken the place. */
    private boolean talk(HandoverLine line) throws IOException {
        byte[] asked = line.hear(GREETING).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(asked, (HandoverLine.ASK + word).getBytes(StandardCharsets.UTF_8))) {
            LOG.warn("Somebody on this machine asked to replace this process, and does not know how");
            return false;
        }
        LOG.info("Another process prepares to replace this one; operators' changes are refused meanwhile");
        try {
            house.pause();
            line.say(HandoverLine.HELD);
            expect(HandoverLine.TAKE, line.hear(PREPARATION));
            house.release();
            line.say(HandoverLine.YOURS);
            // It has the state folder: there is no going back but by its end.
            expect(HandoverLine.SERVING, line.hear(Duration.ZERO));
        } catch (Exception e) {
            LOG.warn("The process that was to replace this one has failed ({}); all goes on as before", e.toString());
            line.close();
            house.resume();
            return false;
        }
        // No longer to be broken off with the desk: it is the successor's now.
        talking = null;
        house.replaced(line);
        return true;
    }

    private static void expect(String expected, String heard) throws IOException {
        if (!heard.equals(expected)) {
            throw new IOException("it said " + heard + ", not " + expected);
        }
    }
}
