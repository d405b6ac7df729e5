package io.tollgate.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** STUB for now; grows. */
public interface Pool {
    String id();

    /** Its backends in the order of the configuration. */
    List<Endpoint> endpoints();

    /** The backend of that id, or null. */
    @Nullable
    Endpoint endpoint(String id);

    /** Callers waiting for a backend to be free. */
    int queueDepth();

    /** Every backend is down, and new callers are sent to all that are ready in spite of it. */
    boolean failOpen();
}
