package io.tollgate.boot.jar;

import io.tollgate.http1.KnownLines;
import io.tollgate.http1.RememberingParser;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

/**
 * A listener's connections of HTTP/1.1: they are spared what clients say over and over, answer one whose time is up within
 * a request's head, where Jetty's own just close, and tell which answer is the last.
 */
final class HeadConnections extends HttpConnectionFactory {
    private final KnownLines lines;

    /** @param lines of requests */
    HeadConnections(HttpConfiguration configuration, KnownLines lines) {
        super(configuration);
        this.lines = lines;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new HeadConnection((WatchingConnector) connector, endPoint), connector, endPoint);
    }

    final class HeadConnection extends HttpConnection {
        private final Executor goingOn = this::goOn;
        private final Callback nextRequest = new NextRequest();
        private final WatchingConnector listener;

        private HeadConnection(WatchingConnector listener, EndPoint endPoint) {
            super(HeadConnections.this.getHttpConfiguration(), listener, endPoint);
            this.listener = listener;
        }

        /** With the handler of the one that Jetty would have made. */
        @Override
        protected HttpParser newHttpParser(HttpCompliance compliance) {
            RequestHandler handler =
                    (RequestHandler) super.newHttpParser(compliance).getHandler();
            return RememberingParser.ofRequests(
                    handler, getHttpConfiguration().getRequestHeaderSize(), compliance, lines);
        }

        @Override
        protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
            return new Stream(method, uri, version);
        }

        @Override
        protected Executor getExecutor() {
            return goingOn;
        }

        /**
         * After an answer that was not whole when its request's call returned, Jetty has another thread look for the next
         * request, which mostly has not come yet. There is nothing to look for, then.
         */
        private void goOn(Runnable task) {
            if (task == this && isRequestBufferEmpty() && getParser().isStart()) {
                fillInterested(nextRequest);
            } else {
                super.getExecutor().execute(task);
            }
        }

        /** Whether some of a head has come, and not all of it. */
        boolean withinHead() {
            HttpParser.State state = getParser().getState();
            return state.compareTo(HttpParser.State.START) > 0 && state.compareTo(HttpParser.State.HEADER) <= 0;
        }

        /** When the first byte of the latest head came, by the monotonic clock of the machine. */
        long headBeganNanos() {
            return getParser().getBeginNanoTime();
        }

        /** Tells the reader alone: Jetty goes on to tell the writer, which by then may be at the answer. */
        @Override
        public boolean onIdleExpired(TimeoutException timeout) {
            WatchedEndPoint client = EmbeddedJetty.endPoint(this);
            boolean told =
                    withinHead() && client != null && client.getFillInterest().onFail(timeout);
            return !told && super.onIdleExpired(timeout);
        }

        @Override
        public void onFillInterestedFailed(Throwable cause) {
            if (cause instanceof TimeoutException
                    && withinHead()
                    && getParser().getHandler() instanceof RequestHandler handler) {
                getParser().close();
                handler.badMessage(
                        new HttpException.RuntimeException(HttpStatus.REQUEST_TIMEOUT_408, "the head took too long"));
            } else {
                super.onFillInterestedFailed(cause);
            }
        }

        /** Tells the client with its answer that it is the last here, once the listener has its clients go. */
        private final class Stream extends HttpStreamOverHTTP1 {
            private Stream(String method, String uri, HttpVersion version) {
                super(method, uri, version);
            }

            @Override
            public void send(
                    MetaData.Request request,
                    MetaData.Response response,
                    boolean last,
                    ByteBuffer content,
                    Callback callback) {
                boolean tells = response != null && listener.hasClientsGo();
                MetaData.Response told = tells ? AddedLine.to(response, HttpFields.CONNECTION_CLOSE) : response;
                super.send(request, told, last, content, callback);
            }
        }

        /** Waits for it as Jetty does: whether the thread that finds it may go on with it is up to the server. */
        private final class NextRequest implements Callback {
            @Override
            public void succeeded() {
                onFillable();
            }

            @Override
            public void failed(Throwable cause) {
                onFillInterestedFailed(cause);
            }

            @Override
            public InvocationType getInvocationType() {
                return getConnector().getServer().getInvocationType();
            }
        }
    }
}
