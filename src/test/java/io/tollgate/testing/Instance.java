package io.tollgate.testing;

import java.net.URI;
import java.util.List;

/** A Tollgate that runs in one of its forms. For one thread. */
public interface Instance extends AutoCloseable {
    /** Where traffic goes, without a slash at the end. */
    URI data();

    /** Where operators go, without a slash at the end. */
    URI admin();

    /** What it has logged since its last start, with what its container has. */
    List<String> log();

    /** The process that was started: the JVM, or a script that waits for it. */
    ChildProcess process();

    /** Kills it as with -9. */
    void kill();

    /** Starts it again, after {@link #kill()}, on the same file and state; the addresses may be others. */
    void restart();

    @Override
    void close();
}
