package io.tollgate.boot.jar;

import io.tollgate.admin.auth.Accounts;
import io.tollgate.boot.Certificates;
import io.tollgate.boot.ConfigSource;
import io.tollgate.boot.Core;
import io.tollgate.boot.LaunchException;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.JsonSchema;
import io.tollgate.model.Durations;
import io.tollgate.model.StopSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runnable form: core, data server and admin server in one process. */
final class Jar implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Jar.class);

    /** In it clients that think between two requests come once more, and hear with the answer that they should go. */
    private static final int RESUME_TRIES = 50;

    private static final int RESUME_PAUSE_MILLIS = 200;
    private static final Duration LAST_MOMENT = Duration.ofSeconds(1);
    private static final Duration GRACE_OF_REPLACED = Duration.ofSeconds(5);

    private final Core core;
    private final DataServer data;
    private final JettyListeners listeners;
    private final AdminServer admin;
    private final Accounts accounts;
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<Void> hurry = new CompletableFuture<>();
    private final CompletableFuture<HandoverLine> successor = new CompletableFuture<>();
    private final ExecutorService closing;
    private final @Nullable String generatedPassword;
    private volatile @Nullable HandoverDesk desk;

    private Jar(
            Core core,
            DataServer data,
            JettyListeners listeners,
            Accounts.Opened accounts,
            ConfigSource source,
            Place place,
            ExecutorService closing) {
        this.core = core;
        this.data = data;
        this.listeners = listeners;
        this.accounts = accounts.accounts();
        this.generatedPassword = accounts.generatedPassword();
        this.admin = new AdminServer(
                core, accounts.accounts(), source.configuration().admin().address(), ready::get, place.isTaken());
        this.closing = closing;
    }

    /** A {@link Launcher}. */
    static Running start(LaunchOptions options) throws LaunchException {
        ConfigSource source = ConfigSource.read(options.config(), ConfigReader.Form.JAR, Path.of(""));
        Path folder = options.state() != null
                ? options.state()
                : Path.of(source.configuration().state().dir());
        Place place = null;
        DataServer data = new DataServer(options.portable());
        ExecutorService closing = Executors.newSingleThreadExecutor(Jar::daemon);
        try {
            place = Place.take(folder, options.replace());
            Accounts.Opened accounts = Accounts.open(folder, options.adminPassword());
            data.startClient();
            Certificates certificates = new Certificates(source.folder());
            JettyListeners listeners = new JettyListeners(
                    data.server(), data::loops, data.refusals(), closing, certificates, place.isTaken());
            Core core = new Core(source, place.state(), data.client(), certificates, List.of(listeners));
            Jar jar = new Jar(core, data, listeners, accounts, source, place, closing);
            try {
                jar.serve(source.configuration().admin().address().toString(), place.before());
            } catch (Exception e) {
                jar.stop(line -> {});
                throw e;
            }
            return jar;
        } catch (Exception e) {
            closing.shutdown();
            release(data, place);
            throw explained(e, source);
        }
    }

    /** What {@code check} and {@code schema} need. */
    static ConfigFiles files() {
        return new ConfigFiles() {
            @Override
            public List<String> problems(Path file) {
                try {
                    return ConfigSource.problems(file, ConfigReader.Form.JAR);
                } catch (LaunchException e) {
                    return e.lines();
                }
            }

            @Override
            public String schema() {
                return JsonSchema.text();
            }
        };
    }

    @Override
    public List<String> dataUrls() {
        return listeners.urls();
    }

    @Override
    public String adminUrl() {
        return admin.url();
    }

    @Override
    public @Nullable String generatedPassword() {
        return generatedPassword;
    }

    @Override
    public void reload() {
        core.reload();
    }

    @Override
    public void onReplaced(Runnable stop) {
        Object unused = successor.thenRun(stop);
    }

    @Override
    public void hurry() {
        hurry.complete(null);
    }

    @Override
    public void stop(Consumer<String> tell) {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        boolean served = ready.getAndSet(false);
        closeDesk();
        StopSettings settings = core.live().current().configuration().stop();
        HandoverLine next = successor.getNow(null);
        if (next == null) {
            leave(served ? settings.delay() : Duration.ZERO, settings.limit(), tell);
        } else {
            leaveTo(next, settings, tell);
        }
        core.rest();
        awaitLast(settings.limit());
        long left = core.exchanges().open();
        if (left > 0) {
            LOG.warn("{} requests that were still in flight are cut off", left);
        }
        tell.accept("STOPPED cut-off=" + left);
        core.cutOff();
        try {
            data.stop();
            admin.stop();
        } catch (Exception e) {
            LOG.warn("Tollgate did not stop cleanly", e);
        }
        core.close();
        closing.shutdown();
        if (next != null) {
            close(next);
        }
    }

    private void leave(Duration delay, Duration limit, Consumer<String> tell) {
        say(tell, "STOPPING", delay, limit);
        await(hurry, delay);
        listeners.haveClientsGo(JettyListeners.LAST);
        listeners.closeDoors();
        core.tunnels().haveAllGo();
    }

    private void leaveTo(HandoverLine next, StopSettings settings, Consumer<String> tell) {
        say(tell, "REPLACED", Duration.ZERO, settings.limit());
        listeners.haveClientsGo(GRACE_OF_REPLACED);
        new Quiet(listeners::quietNanos).await(hurry);
        listeners.closeDoors();
        // Not before: they come again at once, and shall not find this process.
        core.tunnels().haveAllGo();
        try {
            admin.stop();
            next.say(HandoverLine.CLOSED);
        } catch (Exception e) {
            LOG.warn("The process that has replaced this one cannot be told that no connections are taken here", e);
        }
    }

    private void say(Consumer<String> tell, String word, Duration delay, Duration limit) {
        long inFlight = core.exchanges().open();
        tell.accept(word + " in-flight=" + inFlight + " delay=" + Durations.format(delay) + " limit="
                + Durations.format(limit));
        LOG.info(
                "{} requests are in flight; what is not over {} after connections are taken no more is cut off",
                inFlight,
                Durations.format(limit));
    }

    private void awaitLast(Duration limit) {
        await(CompletableFuture.anyOf(listeners.gone(), hurry), limit);
        if (listeners.gone().isDone()) {
            // An exchange ends a moment after its connection.
            int unused = core.exchanges().awaitNone(LAST_MOMENT);
        }
    }

    /** Waits until it is done, but no longer. */
    private static void await(CompletableFuture<?> done, Duration limit) {
        try {
            Object unused = done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.debug("Not done in {}", limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(String adminAddress, @Nullable Predecessor before) throws Exception {
        try {
            admin.open();
        } catch (IOException e) {
            throw LaunchException.address("tollgate: admin.address: " + adminAddress + " cannot be listened on ("
                    + e.getMessage() + "); free the address, or write another");
        }
        data.start(core.gate(EmbeddedJetty::listenerOf, data.container()));
        if (before != null) {
            before.takeOver();
            core.takeOver();
        }
        admin.start();
        ready.set(true);
        if (before != null) {
            succeed(before);
        }
        openDesk();
    }

    private void succeed(Predecessor before) {
        listeners.drawAll();
        admin.drawAll(true);
        before.serving();
        listeners.alone();
        admin.drawAll(false);
        Thread last = daemon(() -> {
            before.awaitEnd();
            core.alone();
        });
        last.start();
    }

    private void openDesk() {
        try {
            desk = HandoverDesk.open(core.statePath(), new House());
        } catch (IOException e) {
            LOG.warn("This process cannot be replaced while it runs ({})", e.toString());
        }
    }

    private void closeDesk() {
        HandoverDesk open = desk;
        if (open != null) {
            close(open);
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            LOG.debug("{} was not closed cleanly", open, e);
        }
    }

    private final class House implements HandoverDesk.House {
        @Override
        public void pause() throws InterruptedException {
            accounts.pause(true);
            core.pause();
        }

        @Override
        public void release() throws IOException {
            core.release();
        }

        @Override
        public void resume() {
            for (int left = RESUME_TRIES; left > 0; left--) {
                try {
                    core.resume();
                    accounts.pause(false);
                    return;
                } catch (IOException e) {
                    // A process that dies closes its line before it gives up the lock.
                    LOG.warn("The state folder cannot be had again yet: {}", e.getMessage());
                    pauseBefore();
                }
            }
            LOG.error("The state folder cannot be had again; operators' changes are refused until a restart");
        }

        private void pauseBefore() {
            try {
                TimeUnit.MILLISECONDS.sleep(RESUME_PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void replaced(HandoverLine next) {
            successor.complete(next);
        }
    }

    private static LaunchException explained(Exception e, ConfigSource source) {
        return e instanceof ListenerRefusedException taken
                ? LaunchException.address("tollgate: " + taken.problems().get(0))
                : LaunchException.of(e, source);
    }

    private static void release(DataServer data, @Nullable Place place) {
        try {
            data.stop();
            if (place != null) {
                place.close();
            }
        } catch (Exception e) {
            LOG.debug("Not all was released", e);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "tollgate-closing");
        thread.setDaemon(true);
        return thread;
    }
}
