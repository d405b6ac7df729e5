package io.tollgate.discovery;

import io.tollgate.time.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SimpleResolver;

/**
 * Asks name servers in their order until one answers. By UDP with room for large answers (EDNS, RFC 6891), by TCP when
 * that does not suffice, and without EDNS where a server does not know it (section 7). Nothing is kept: how long an answer
 * holds is for the asker to heed. Thread-safe.
 */
final class NameServers {
    /** How long one server may take. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Datagrams get lost. */
    private static final int ROUNDS = 2;

    private final Supplier<List<InetSocketAddress>> servers;
    private final Sender sender;
    private final Timer timer;

    /**
     * What was answered.
     *
     * @param from the server that did
     */
    record Reply(Message message, InetSocketAddress from) {}

    /** Lets questions out. */
    @FunctionalInterface
    interface Sender {
        /** Sends; may throw where a server cannot even be asked. */
        CompletionStage<Message> send(SimpleResolver resolver, Message query);
    }

    /** Why nobody answered. */
    static final class UnansweredException extends IOException {
        private static final long serialVersionUID = 1L;

        UnansweredException(String message) {
            super(message);
        }
    }

    /**
     * @param servers read at every question, or once for a look
     * @param sender for as long as anything may be asked
     * @param timer for time limits
     */
    NameServers(Supplier<List<InetSocketAddress>> servers, Sender sender, Timer timer) {
        this.servers = servers;
        this.sender = sender;
        this.timer = timer;
    }

    /** The same for one look, in which the list of servers is read once. */
    NameServers forOneLook() {
        return new NameServers(new Once(servers), sender, timer);
    }

    /** Reads once. */
    private static final class Once implements Supplier<List<InetSocketAddress>> {
        private final Supplier<List<InetSocketAddress>> source;
        private @Nullable List<InetSocketAddress> read;

        private Once(Supplier<List<InetSocketAddress>> source) {
            this.source = source;
        }

        @Override
        public synchronized List<InetSocketAddress> get() {
            List<InetSocketAddress> known = read == null ? source.get() : read;
            read = known;
            return known;
        }
    }

    /**
     * Asks.
     *
     * @return an answer whose code is NOERROR or NXDOMAIN; or ends with an {@link UnansweredException}
     */
    CompletableFuture<Reply> ask(Name name, int type) {
        List<InetSocketAddress> all;
        try {
            all = servers.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(
                    new UnansweredException("the system does not tell its name servers: " + e));
        }
        return all.isEmpty()
                ? CompletableFuture.failedFuture(new UnansweredException("no name server is known"))
                : ask(name, type, all, 0);
    }

    private CompletableFuture<Reply> ask(Name name, int type, List<InetSocketAddress> all, int attempt) {
        InetSocketAddress server = all.get(attempt % all.size());
        Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        return send(server, query)
                .thenApply(answer -> new Reply(accepted(answer, server), server))
                .exceptionallyCompose(failure -> attempt + 1 < all.size() * ROUNDS
                        ? ask(name, type, all, attempt + 1)
                        : CompletableFuture.failedFuture(explained(failure, server)));
    }

    private CompletableFuture<Message> send(InetSocketAddress server, Message query) {
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(PATIENCE);
        return send(resolver, query).thenCompose(answer -> {
            boolean stranger = answer.getRcode() == Rcode.FORMERR || answer.getRcode() == Rcode.NOTIMP;
            if (!stranger) {
                return CompletableFuture.completedFuture(answer);
            }
            resolver.setEDNS(null);
            return send(resolver, query);
        });
    }

    /** The library's own time limit is not heeded while there is other traffic. */
    private CompletableFuture<Message> send(SimpleResolver resolver, Message query) {
        CompletableFuture<Message> answer;
        try {
            answer = sender.send(resolver, query).toCompletableFuture();
        } catch (RuntimeException e) {
            // An address that the system has no way to, for one: the next server may be asked all the same.
            return CompletableFuture.failedFuture(e);
        }
        Timer.Cancellable limit = timer.after(
                PATIENCE.multipliedBy(2),
                () -> answer.completeExceptionally(new SocketTimeoutException("Query timed out")));
        return answer.whenComplete((message, failure) -> limit.cancel());
    }

    private static Message accepted(Message answer, InetSocketAddress server) {
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            throw new CompletionException(new UnansweredException(shown(server) + " answered " + Rcode.string(code)));
        }
        return answer;
    }

    private static UnansweredException explained(Throwable failure, InetSocketAddress server) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof UnansweredException known) {
            return known;
        }
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new UnansweredException(shown(server) + " did not answer: " + why);
    }

    private static String shown(InetSocketAddress server) {
        return server.getHostString() + ":" + server.getPort();
    }
}
