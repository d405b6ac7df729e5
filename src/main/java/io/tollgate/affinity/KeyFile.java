package io.tollgate.affinity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys on disk: JSON, readable by its owner only, replaced whole or not at all. Not thread-safe.
 *
 * @see KeyRing
 */
final class KeyFile {
    private static final int FORMAT = 1;
    private static final int MAX_BYTES = 64 << 10;
    private static final String RESTORE = "restore it from a backup, or remove it, which ends every caller's tie";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // A message must never quote the file, for it holds secrets.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final Path path;

    private record Stored(int format, List<StoredKey> keys) {
        Stored {
            keys = List.copyOf(keys);
        }
    }

    private record StoredKey(int id, long createdMillis, long untilMillis, String secret) {}

    KeyFile(Path path) {
        this.path = path;
    }

    /** The keys, the current one first; null when there is no file yet. */
    @Nullable
    List<SealKey> read() throws KeyRingException {
        @Nullable Stored stored;
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw corrupt("it is too large to be a file of keys", null);
            }
            stored = JSON.readValue(Files.readAllBytes(path), Stored.class);
        } catch (NoSuchFileException e) {
            return null;
        } catch (JsonProcessingException e) {
            throw corrupt("it is not a whole file of keys", null);
        } catch (IOException e) {
            throw new KeyRingException(path, "it cannot be read (" + e + ")", "let its owner run this", e);
        }
        if (stored == null) {
            throw corrupt("it is not a whole file of keys", null);
        }
        if (stored.format() != FORMAT) {
            throw corrupt("its format " + stored.format() + " is not known to this version", null);
        }
        return keys(stored.keys());
    }

    /** Writes the keys beside the file, forces them to disk and puts them in its place. */
    void write(List<SealKey> keys) throws KeyRingException {
        Base64.Encoder base64 = Base64.getEncoder();
        List<StoredKey> stored = keys.stream()
                .map(k -> new StoredKey(k.id(), k.createdMillis(), k.untilMillis(), base64.encodeToString(k.secret())))
                .toList();
        try {
            replace(JSON.writeValueAsBytes(new Stored(FORMAT, stored)));
        } catch (IOException e) {
            throw new KeyRingException(
                    path, "it cannot be written (" + e + ")", "make the state folder writable and not full", e);
        }
    }

    private List<SealKey> keys(List<StoredKey> stored) throws KeyRingException {
        List<SealKey> keys = new ArrayList<>();
        try {
            for (StoredKey key : stored) {
                byte[] secret = Base64.getDecoder().decode(key.secret());
                keys.add(new SealKey(key.id(), key.createdMillis(), key.untilMillis(), secret));
            }
        } catch (IllegalArgumentException e) {
            throw corrupt("it holds a key that is none", e);
        }
        if (keys.isEmpty() || keys.size() > KeyRing.MAX_KEYS || keys.get(0).untilMillis() != SealKey.FOR_GOOD) {
            throw corrupt("it holds no current key", null);
        }
        return List.copyOf(keys);
    }

    private void replace(byte[] bytes) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("not a file in a folder");
        }
        Files.createDirectories(folder);
        Path beside = folder.resolve(path.getFileName() + ".tmp");
        Files.deleteIfExists(beside);
        Set<StandardOpenOption> create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(beside, create, ownerOnly(beside))) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private KeyRingException corrupt(String what, @Nullable Throwable cause) {
        return new KeyRingException(path, what, RESTORE, cause);
    }
}
