package io.tollgate.upstream;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Connects on selectors that are open to others' connections, and where it can on that at whose event it was asked. */
class SharingConnector extends ClientConnector {
    private static final String ASKED_AT = Loop.class.getName();

    /** The selector whose events this thread has looked for last. Another thread may have taken that over since. */
    private static final ThreadLocal<@Nullable Loop> HERE = new ThreadLocal<>();

    /** Where the connection is to be that this thread is just about to make. */
    private static final ThreadLocal<@Nullable Loop> WANTED = new ThreadLocal<>();

    private final IntSupplier processors;
    private final boolean neverWaits;

    /**
     * @param processors how many this process may use now
     * @param neverWaits whether nobody who is told of a connection ever waits
     */
    SharingConnector(IntSupplier processors, boolean neverWaits) {
        this.processors = processors;
        this.neverWaits = neverWaits;
    }

    @Override
    protected SelectorManager newSelectorManager() {
        return new SharedSelectors(getExecutor(), getScheduler(), getSelectors());
    }

    /** Says at which loop's event a connection is asked for, by who asks: other threads may go on with it. */
    static void askedHere(Map<String, Object> context) {
        Loop here = atEvent();
        if (here != null) {
            context.put(ASKED_AT, here);
        }
    }

    /** Runs that soon: on the loop at whose event this thread is, where there is one, once all have been seen to. */
    static void soon(Runnable task, Executor otherwise) {
        Loop here = atEvent();
        if (here == null) {
            otherwise.execute(task);
        } else {
            here.submit(selector -> task.run());
        }
    }

    /** Runs that at once, or when the events that this thread has found besides the one that it is at have been seen to. */
    static void afterEvents(Runnable task) {
        Loop here = atEvent();
        if (here == null || here.putOff.isRunning()) {
            task.run();
        } else {
            here.putOff.add(task);
        }
    }

    /** The loop at whose event this thread is, or at what was put off at some; null when it is at none. */
    private static @Nullable Loop atEvent() {
        Loop latest = HERE.get();
        return latest == null || latest.within != Thread.currentThread() ? null : latest;
    }

    static final class Loop extends ManagedSelector {
        private final SelectorManager manager;
        private final PutOff putOff;

        /** Who is at an event; said and asked by that thread. Others may see another, but never themselves. */
        private @Nullable Thread within;

        private Loop(SelectorManager manager, int id) {
            super(manager, id);
            this.manager = manager;
            SelectorUpdate run = selector -> afterAll();
            // Updates come after the events of one look, and before their keys get the interests that are left.
            this.putOff = new PutOff(() -> submit(run));
        }

        @Override
        protected int select(Selector selector) throws IOException {
            HERE.set(this);
            return super.select(selector);
        }

        /** Sees to an event, on the thread that goes on with the others. */
        void within(Runnable event) {
            within = Thread.currentThread();
            try {
                event.run();
            } finally {
                within = null;
            }
        }

        private void afterAll() {
            within(putOff::run);
        }
    }

    private final class SharedSelectors extends ClientSelectorManager implements Loops {
        private final Loop[] loops;
        private final AtomicInteger turn = new AtomicInteger();

        private SharedSelectors(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
            loops = new Loop[selectors];
        }

        @Override
        protected ManagedSelector newSelector(int id) {
            Loop made = new Loop(this, id);
            loops[id] = made;
            return made;
        }

        /**
         * A connection that is open goes on at once on its loop, which Jetty would have another thread do. One that ends does
         * not: whoever is told of that may wait for others who are at it.
         */
        @Override
        protected void execute(Runnable task) {
            Loop latest = mine(HERE.get());
            if (neverWaits && latest != null && task instanceof ManagedSelector.SelectorUpdate) {
                latest.submit(selector -> latest.within(task));
            } else {
                super.execute(task);
            }
        }

        @Override
        public int count() {
            return loops.length;
        }

        @Override
        public @Nullable ManagedSelector here() {
            return mine(atEvent());
        }

        @Override
        public void connect(SelectableChannel channel, Object attachment) {
            whereAsked(attachment, () -> super.connect(channel, attachment));
        }

        /** One that is made at once, such as that to a unix socket. */
        @Override
        public void accept(SelectableChannel channel, Object attachment) {
            whereAsked(attachment, () -> super.accept(channel, attachment));
        }

        private void whereAsked(Object attachment, Runnable make) {
            WANTED.set(attachment instanceof Map<?, ?> context ? mine((Loop) context.get(ASKED_AT)) : null);
            try {
                make.run();
            } finally {
                WANTED.remove();
            }
        }

        @Override
        protected ManagedSelector chooseSelector() {
            Loop asked = WANTED.get();
            return asked == null ? next() : asked;
        }

        private @Nullable Loop mine(@Nullable Loop loop) {
            return loop == null || loop.manager != this ? null : loop;
        }

        /** By turns; of no more than can run at a time, for two on one processor find less to do together at each look. */
        private Loop next() {
            int running = Math.min(loops.length, processors.getAsInt());
            return loops[Math.floorMod(turn.getAndIncrement(), running)];
        }

        @Override
        public void accept(SocketChannel channel, Guest guest) {
            super.accept(channel, (Object) guest);
        }

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            return key.attachment() instanceof Guest guest
                    ? guest.newEndPoint((SocketChannel) channel, selector, key)
                    : super.newEndPoint(channel, selector, key);
        }

        @Override
        public Connection newConnection(SelectableChannel channel, EndPoint endPoint, Object attachment)
                throws IOException {
            return attachment instanceof Guest guest
                    ? guest.newConnection((SocketChannel) channel, endPoint)
                    : super.newConnection(channel, endPoint, attachment);
        }

        @Override
        public void connectionOpened(Connection connection, Object attachment) {
            if (attachment instanceof Guest) {
                connection.onOpen();
            } else {
                super.connectionOpened(connection, attachment);
            }
        }

        @Override
        protected void endPointOpened(EndPoint endPoint) {
            if (endPoint instanceof GuestEndPoint guests) {
                guests.guest().opened(endPoint);
            }
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            if (endPoint instanceof GuestEndPoint guests) {
                guests.guest().closed(endPoint);
            }
        }
    }
}
