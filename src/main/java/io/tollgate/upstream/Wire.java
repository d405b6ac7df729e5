package io.tollgate.upstream;

import org.eclipse.jetty.io.Content;

/**
 * Both directions of a connection that speaks HTTP no more, one party's end of a tunnel. Never blocks. One reader and one
 * writer at a time, who may be different threads.
 *
 * <p>What it reads ends when the other party sends no more. The last that is written ends what the other party reads;
 * where only both directions can be ended together, both are.
 */
public interface Wire extends Content.Source, Content.Sink {

    /** Ends both directions at once, whatever is under way: readings and writings fail. More than once does no harm. */
    void close();
}
