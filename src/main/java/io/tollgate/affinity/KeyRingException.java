package io.tollgate.affinity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The ring of keys cannot be read or written. Its message names the file, the trouble and the way out. */
public final class KeyRingException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyRingException(Path file, String what, String wayOut, @Nullable Throwable cause) {
        super(file + ": " + what + "; " + wayOut, cause);
    }
}
