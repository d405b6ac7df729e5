package io.tollgate.admin.rest;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes all metrics in the format that the reader prefers. Thread-safe. */
public interface Exposition {

    /** The media type of what {@link #write} writes for the same Accept field. */
    String contentType(@Nullable String accept);

    /** Writes the metrics; leaves the stream open. */
    void write(@Nullable String accept, OutputStream out) throws IOException;
}
