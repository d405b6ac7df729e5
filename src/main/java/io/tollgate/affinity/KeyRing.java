package io.tollgate.affinity;

import io.tollgate.time.Clock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that seal ties: the current one, and previous ones until no cookie sealed with them can still be good. Kept
 * in the state folder, so that a restart keeps every tie. Thread-safe; readers never wait.
 *
 * <p>A nonce is drawn at random for each cookie, so one key must not seal more than 2^32 of them (NIST SP 800-38D,
 * section 8.3): at a steady 1,000 written cookies a second that is 49 days. Rotate well before.
 */
public final class KeyRing {
    /** The file's name in the state folder. */
    public static final String FILE_NAME = "keys.json";

    /** How many keys are held at most; a rotation beyond that drops the oldest, and the ties it sealed. */
    public static final int MAX_KEYS = 8;

    private final KeyFile file;
    private final Clock clock;
    private final SecureRandom random;

    private final OpenedTies opened = new OpenedTies();

    /** The current key first, then the previous ones, newest first. */
    private volatile List<SealKey> keys;

    private KeyRing(KeyFile file, List<SealKey> keys, Clock clock, SecureRandom random) {
        this.file = file;
        this.keys = keys;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Reads the ring from the state folder, or makes it, folder included, at the first start.
     *
     * @throws KeyRingException when the file is there and cannot be read or understood, or cannot be written. It is
     *     never replaced by a new one then: that would silently break every tie.
     */
    public static KeyRing open(Path stateFolder, Clock clock, SecureRandom random) throws KeyRingException {
        KeyFile file = new KeyFile(stateFolder.resolve(FILE_NAME));
        List<SealKey> known = file.read();
        if (known == null) {
            known = List.of(newKey(List.of(), clock.wallMillis(), random));
            file.write(known);
        }
        return new KeyRing(file, known, clock, random);
    }

    /**
     * Makes a new current key, and returns once it is on disk. Cookies sealed before stay good for the overlap.
     *
     * @param overlap the longest that a cookie may lie unused and still be good, which is the longest {@code idle} of
     *     the pools; zero ends all ties at once, as after a theft of the keys
     * @throws KeyRingException when it could not be written; the ring is then as it was
     */
    public synchronized void rotate(Duration overlap) throws KeyRingException {
        long now = clock.wallMillis();
        long until = now + overlap.toMillis();
        List<SealKey> next = new ArrayList<>(MAX_KEYS);
        next.add(newKey(keys, now, random));
        for (SealKey old : keys) {
            SealKey ending = old.until(Math.min(old.untilMillis(), until));
            if (ending.good(now) && next.size() < MAX_KEYS) {
                next.add(ending);
            }
        }
        file.write(next);
        keys = List.copyOf(next);
    }

    /** Wall time when the current key was made. */
    public long currentSinceMillis() {
        return current().createdMillis();
    }

    /** What its keys have opened. */
    OpenedTies opened() {
        return opened;
    }

    SealKey current() {
        return keys.get(0);
    }

    /** The key of that id, if its time is not over. */
    @Nullable
    SealKey find(int id) {
        for (SealKey key : keys) {
            if (key.id() == id) {
                return key.good(clock.wallMillis()) ? key : null;
            }
        }
        return null;
    }

    private static SealKey newKey(List<SealKey> others, long nowMillis, SecureRandom random) {
        byte[] secret = new byte[SealKey.SECRET_BYTES];
        random.nextBytes(secret);
        int id = random.nextInt();
        while (taken(others, id)) {
            id++;
        }
        return new SealKey(id, nowMillis, SealKey.FOR_GOOD, secret);
    }

    private static boolean taken(List<SealKey> keys, int id) {
        return keys.stream().anyMatch(key -> key.id() == id);
    }
}
