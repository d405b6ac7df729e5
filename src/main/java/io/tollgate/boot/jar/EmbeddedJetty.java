package io.tollgate.boot.jar;

import io.tollgate.exchange.RequestView;
import io.tollgate.proxy.AnswerOut;
import io.tollgate.proxy.Container;
import io.tollgate.upstream.EndPointWire;
import io.tollgate.upstream.Loops;
import io.tollgate.upstream.Wire;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletApiRequest;
import org.eclipse.jetty.ee10.servlet.ServletApiResponse;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** What embedded Jetty does to an answer only when it is asked below its servlet layer, or in its own words. */
final class EmbeddedJetty implements Container {
    private final boolean portable;

    /**
     * @param portable whether bodies go through the servlet API, both ways
     */
    EmbeddedJetty(boolean portable) {
        this.portable = portable;
    }

    @Override
    public RequestView view(HttpServletRequest request) {
        return new JettyRequestView(core(request));
    }

    @Override
    public void eachField(RequestView request, Consumer<HttpField> each) {
        ((JettyRequestView) request).eachField(each);
    }

    /** The id of the listener that took the request. */
    static String listenerOf(RequestView request) {
        return request instanceof JettyRequestView read ? read.listener() : ((UnreadRequest) request).listener();
    }

    @Override
    public boolean leavesContinue() {
        return true;
    }

    @Override
    public boolean streamGoesOn(HttpServletRequest request, boolean guess) {
        Request core = core(request);
        if (core.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            return guess;
        }
        HTTP2Stream stream = stream(core);
        // Trailers close the stream before what came ahead of them is read.
        return stream != null && (!stream.isRemotelyClosed() || stream.getDataLength() > 0);
    }

    private static @Nullable HTTP2Stream stream(Request core) {
        return core.getConnectionMetaData().getConnection() instanceof HTTP2Connection connection
                ? connection.getSession().getStream(Integer.parseInt(core.getId()))
                : null;
    }

    @Override
    public void set(HttpServletResponse response, HttpField field) {
        head(response).put(field);
    }

    /** Sets the field to the letter; the servlet layer would write the media types that it knows in its own way. */
    @Override
    public void contentType(HttpServletResponse response, String value) {
        head(response).put(new HttpField(HttpHeader.CONTENT_TYPE, value));
    }

    @Override
    public void add(HttpServletResponse response, HttpField field) {
        head(response).add(field);
    }

    /** Beneath the servlet layer, which would hold it against an answer that is written there. */
    @Override
    public void length(HttpServletResponse response, long bytes) {
        if (portable) {
            Container.super.length(response, bytes);
        } else {
            head(response).put(HttpHeader.CONTENT_LENGTH, bytes);
        }
    }

    @Override
    public AnswerOut out(HttpServletRequest request, HttpServletResponse response, WriteListener listener)
            throws IOException {
        return portable ? Container.super.out(request, response, listener) : CoreOut.open(core(response), listener);
    }

    @Override
    public ServletInputStream input(HttpServletRequest request) throws IOException {
        return portable ? Container.super.input(request) : new CoreIn(core(request));
    }

    @Override
    public CompletionStage<@Nullable Void> interim(HttpServletResponse response, int status, HttpFields head) {
        return core(response).writeInterim(status, head);
    }

    @Override
    public TakeOver takesOver() {
        return TakeOver.AT_ANY_TIME;
    }

    @Override
    public void takeOver(HttpServletRequest request, HttpServletResponse response, Consumer<Wire> taken) {
        Response answer = core(response);
        Request core = Request.unWrap(core(request));
        Components components = core.getComponents();
        EndPoint client = core.getConnectionMetaData().getConnection().getEndPoint();
        core.setAttribute(
                HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
                new EndPointWire(client, components.getExecutor(), components.getByteBufferPool(), wire -> {
                    if (answer.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101) {
                        taken.accept(wire);
                    } else {
                        // An error was answered in its place; what the client sends now belongs to nobody.
                        wire.close();
                    }
                }));
    }

    @Override
    public @Nullable HttpFields trailers(HttpServletRequest request) {
        // Beneath the servlet layer, which knows of those alone that it has read itself.
        return Request.unWrap(core(request)).getTrailers();
    }

    @Override
    public void trailers(HttpServletResponse response, Supplier<@Nullable HttpFields> trailers) {
        core(response).setTrailersSupplier(trailers);
    }

    private static Request core(HttpServletRequest request) {
        return ((ServletApiRequest) request).getRequest();
    }

    /** Beneath the servlet layer, and what that wraps around Jetty's own response. */
    private static Response core(HttpServletResponse response) {
        Response inner = ((ServletApiResponse) response).getResponse();
        return inner instanceof Response.Wrapper wrapper ? wrapper.getWrapped() : inner;
    }

    private static HttpFields.Mutable head(HttpServletResponse response) {
        return core(response).getHeaders();
    }

    @Override
    public boolean hasLeft(HttpServletRequest request) {
        return core(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .isInputShutdown();
    }

    @Override
    public Runnable watch(HttpServletRequest request, Runnable left) {
        Request core = core(request);
        ConnectionMetaData client = core.getConnectionMetaData();
        if (client.getHttpVersion() == HttpVersion.HTTP_2) {
            watchStream(core, left);
            return () -> {};
        }
        WatchedEndPoint watched = endPoint(client);
        if (watched == null) {
            return () -> {};
        }
        watched.watch(left);
        return watched::unwatch;
    }

    /** The servlet layer is told of a reset, but passes on none that comes while a thread is within the servlet. */
    private static void watchStream(Request core, Runnable left) {
        core.addFailureListener(failure -> left.run());
        HTTP2Stream stream = stream(core);
        if (stream == null || stream.isResetOrFailed()) {
            left.run();
        }
    }

    /** What speaks HTTP on a client's connection, within TLS where that is spoken. */
    static Connection speaking(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        return connection instanceof SslConnection secure
                ? secure.getSslEndPoint().getConnection()
                : connection;
    }

    /** The client's connection beneath TLS and all else that is put around it. */
    static @Nullable WatchedEndPoint endPoint(ConnectionMetaData client) {
        EndPoint endPoint = Loops.beneath(client.getConnection().getEndPoint());
        return endPoint instanceof WatchedEndPoint watched ? watched : null;
    }

    @Override
    public void breakOff(HttpServletRequest request, HttpServletResponse response, AsyncContext async)
            throws IOException {
        ConnectionMetaData client = core(request).getConnectionMetaData();
        WatchedEndPoint endPoint = endPoint(client);
        if (client.getHttpVersion() == HttpVersion.HTTP_1_0 && endPoint != null) {
            // There the end of the connection may be the end of the answer; a reset is neither.
            endPoint.resetAtClose();
        }
        // Its own meaning of that number; it also ends the exchange, and may have begun another in its place.
        response.sendError(-1);
    }
}
