package io.tollgate.upstream;

import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * What one connection does at an event, on the thread of the loop that found it: what it puts off by
 * {@link Loops#afterEvents} comes when all events of the same look have been seen to. One for each connection, touched by
 * its loop's thread alone.
 */
public final class LoopEvent implements Runnable, Invocable {
    private final SharingConnector.@Nullable Loop loop;
    private @Nullable Runnable task;

    /** @param selector the connection's; others than {@link Loops} put nothing off */
    public LoopEvent(ManagedSelector selector) {
        this.loop = selector instanceof SharingConnector.Loop own ? own : null;
    }

    /**
     * The task in place of that one, which must be run before the next event of the connection.
     *
     * @param found as {@link org.eclipse.jetty.io.ManagedSelector.Selectable#onSelected} returns it: null for nothing
     */
    public @Nullable Runnable of(@Nullable Runnable found) {
        // Another thread goes on with the events while this one runs what may block.
        if (loop == null || found == null || Invocable.getInvocationType(found) != InvocationType.NON_BLOCKING) {
            return found;
        }
        task = found;
        return this;
    }

    @Override
    public void run() {
        Runnable now = task;
        SharingConnector.Loop here = loop;
        if (now != null && here != null) {
            here.within(now);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
