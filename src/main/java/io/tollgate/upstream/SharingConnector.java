package io.tollgate.upstream;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Connects on selectors that are open to others' connections, and where it can on that of the thread that asks. */
class SharingConnector extends ClientConnector {

    /** The selector whose events this thread has looked for last. Another thread may have taken that over since. */
    private static final ThreadLocal<@Nullable Loop> HERE = new ThreadLocal<>();

    @Override
    protected SelectorManager newSelectorManager() {
        return new SharedSelectors(getExecutor(), getScheduler(), getSelectors());
    }

    private static final class Loop extends ManagedSelector {
        private final SelectorManager manager;

        private Loop(SelectorManager manager, int id) {
            super(manager, id);
            this.manager = manager;
        }

        @Override
        protected int select(Selector selector) throws IOException {
            HERE.set(this);
            return super.select(selector);
        }
    }

    private final class SharedSelectors extends ClientSelectorManager implements Loops {
        private SharedSelectors(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
        }

        @Override
        protected ManagedSelector newSelector(int id) {
            return new Loop(this, id);
        }

        @Override
        protected ManagedSelector chooseSelector() {
            Loop here = HERE.get();
            return here == null || here.manager != this ? super.chooseSelector() : here;
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
