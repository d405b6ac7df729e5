package io.tollgate.assist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;

/** The latest rollout of each pool on disk: JSON, replaced whole and forced, or not at all. Not thread-safe. */
final class RolloutFile {
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private final Path folder;
    private final Path path;

    private record Stored(int format, List<Rollout> rollouts) {
        Stored {
            rollouts = List.copyOf(rollouts);
        }
    }

    RolloutFile(Path folder) {
        this.folder = folder;
        this.path = folder.resolve("rollouts.json");
    }

    /**
     * What was kept; nothing when there is no file.
     *
     * @throws IOException when it is there and cannot be read or understood; it is never overwritten then, for a backend
     *     may be in the midst of a rollout
     */
    List<Rollout> read() throws IOException {
        try {
            Stored stored = JSON.readValue(Files.readAllBytes(path), Stored.class);
            if (stored.format() != FORMAT) {
                throw new IOException(path + ": its format " + stored.format() + " is not known to this version");
            }
            return stored.rollouts();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JsonProcessingException e) {
            throw new IOException(
                    path + " is damaged; restore it, or move it away and look after the backends that drain", e);
        }
    }

    void write(Collection<Rollout> rollouts) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(new Stored(FORMAT, List.copyOf(rollouts)));
        Path fresh = folder.resolve("rollouts.json.new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
