package io.tollgate.admin.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code accounts.json}: readable to its owner only, replaced as a whole and synced, so that a crash leaves old or new. */
final class AccountsFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);

    private final Path folder;
    private final Path path;

    record Content(List<Account> accounts, List<StoredToken> tokens) {
        Content {
            accounts = List.copyOf(accounts);
            tokens = List.copyOf(tokens);
        }
    }

    /**
     * @param password hashed, with its parameters
     */
    record Account(String name, String password) {}

    /**
     * @param sha256 of the secret, which is random enough to need no slower hash
     */
    record StoredToken(String id, String name, String account, String sha256) {}

    AccountsFile(Path folder) {
        this.folder = folder;
        path = folder.resolve("accounts.json");
    }

    /** What it holds; null when there is no such file. */
    @Nullable
    Content read() throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        try {
            Content content = JSON.readValue(path.toFile(), Content.class);
            if (content == null || content.accounts().isEmpty()) {
                throw new IOException(path + " holds no account");
            }
            return content;
        } catch (JsonProcessingException e) {
            // The message of the parser could quote a hash.
            throw new IOException(path + " is damaged; restore it, or move it away to start with a new account");
        }
    }

    void write(Content content) throws IOException {
        Files.createDirectories(folder);
        Path fresh = folder.resolve("accounts.json.new");
        Files.deleteIfExists(fresh);
        ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(content));
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(fresh, options, ownerOnly())) {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (posix()) {
            // The new name is durable only when the folder is.
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private FileAttribute<?>[] ownerOnly() {
        return posix()
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private boolean posix() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
