package io.tollgate.rewrite;

import io.tollgate.model.PageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** Where pages are read from. Immutable. */
public final class PageFiles {
    /** Bytes that a page may have. */
    public static final int MOST_BYTES = 256 << 10;

    private final Path folder;
    private final @Nullable Path secret;

    /**
     * @param folder that their names start from
     * @param secret a folder of which nothing is ever published; null for none
     */
    public PageFiles(Path folder, @Nullable Path secret) {
        this.folder = folder;
        this.secret = secret;
    }

    /** What tells one content of a file from the next without reading it. */
    record Stamp(FileTime modified, long size, @Nullable Object file) {}

    /** Null when there is no such file that can be looked at. */
    @Nullable
    Stamp stamp(PageFile file) {
        try {
            BasicFileAttributes found = Files.readAttributes(folder.resolve(file.name()), BasicFileAttributes.class);
            return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
        } catch (IOException e) {
            return null;
        }
    }

    /** @throws IOException with what is wrong in words: it is not there, too large, or not to be published */
    Page read(PageFile file) throws IOException {
        Path path = folder.resolve(file.name());
        try {
            if (secret != null && path.toRealPath().startsWith(secret.toRealPath())) {
                throw new IOException("lies in the state folder, of which nothing is published");
            }
            if (!Files.isRegularFile(path)) {
                throw new IOException("is not a file");
            }
            return new Page(content(path), file.mediaType());
        } catch (NoSuchFileException e) {
            throw new IOException("is not there", e);
        } catch (FileSystemException e) {
            throw new IOException("cannot be read", e);
        }
    }

    private static byte[] content(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("is larger than " + (MOST_BYTES >> 10) + " KiB");
            }
            return bytes;
        }
    }
}
