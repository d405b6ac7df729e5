package io.tollgate.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the body of an answer goes, whose head is set. Never waits for the client. One call at a time, each with the
 * response to itself.
 */
public interface AnswerOut {
    /** Whether it takes more. If not, its listener is told when it does, or that the client's side has failed. */
    boolean ready();

    /**
     * Takes bytes, when it is ready; they are not touched by others until it is ready again or has failed.
     *
     * @param last whether these are known to be the last of the body; there may be none, and need not be any that is
     */
    void write(ByteBuffer bytes, boolean last) throws IOException;

    /** Whether the head, or anything that was written, may not be on its way yet. */
    boolean holdsBack();

    /** Sends what it holds back, when it is ready. */
    void flush() throws IOException;

    /** The response was reset, and is to be written anew. */
    void again() throws IOException;

    /** Sends all that there is, the end included, but does not end the exchange in the container. */
    void finish() throws IOException;
}
