package io.tollgate.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What some files held at one moment. Immutable; equal to another when every file held the same. */
public final class FileContents {
    /** Far more than certificates take. */
    private static final int MAX_BYTES = 1 << 20;

    private final Map<String, ByteBuffer> contents = new HashMap<>();
    private final Map<String, String> failures = new TreeMap<>();

    private FileContents() {}

    /**
     * Reads them. Never fails as a whole.
     *
     * @param folder where relative names start
     */
    public static FileContents read(Path folder, List<String> names) {
        FileContents read = new FileContents();
        names.forEach(name -> read.take(name, folder.resolve(name)));
        return read;
    }

    /** Why those that could not be read could not, by their names. */
    public Map<String, String> failures() {
        return Map.copyOf(failures);
    }

    /**
     * What the file held.
     *
     * @param field the setting that names it
     * @throws UnusableFileException when it could not be read
     */
    byte[] of(String name, String field) throws UnusableFileException {
        ByteBuffer content = contents.get(name);
        if (content == null) {
            throw new UnusableFileException(
                    field,
                    "\"" + name + "\" " + failures.get(name),
                    "write a file that Tollgate may read, relative to the folder of the configuration file or absolute");
        }
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    private void take(String name, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                failures.put(name, "is larger than 1 MiB");
            } else {
                contents.put(name, ByteBuffer.wrap(bytes));
            }
        } catch (NoSuchFileException e) {
            failures.put(name, "does not exist");
        } catch (AccessDeniedException e) {
            failures.put(name, "may not be read");
        } catch (IOException e) {
            failures.put(name, "cannot be read (" + e.getMessage() + ")");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileContents that && contents.equals(that.contents) && failures.equals(that.failures);
    }

    @Override
    public int hashCode() {
        return contents.hashCode();
    }
}
