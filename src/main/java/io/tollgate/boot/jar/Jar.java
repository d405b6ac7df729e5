package io.tollgate.boot.jar;

import io.tollgate.admin.auth.Accounts;
import io.tollgate.boot.Certificates;
import io.tollgate.boot.ConfigSource;
import io.tollgate.boot.Core;
import io.tollgate.boot.LaunchException;
import io.tollgate.config.ConfigReader;
import io.tollgate.config.JsonSchema;
import io.tollgate.control.StateFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runnable form: core, data server and admin server in one process. */
final class Jar implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Jar.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Core core;
    private final DataServer data;
    private final JettyListeners listeners;
    private final AdminServer admin;
    private final AtomicBoolean ready;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ExecutorService closing;
    private final @Nullable String generatedPassword;

    private Jar(
            Core core,
            DataServer data,
            JettyListeners listeners,
            AdminServer admin,
            AtomicBoolean ready,
            ExecutorService closing,
            @Nullable String generatedPassword) {
        this.core = core;
        this.data = data;
        this.listeners = listeners;
        this.admin = admin;
        this.ready = ready;
        this.closing = closing;
        this.generatedPassword = generatedPassword;
    }

    /** A {@link Launcher}. */
    static Running start(LaunchOptions options) throws LaunchException {
        ConfigSource source = ConfigSource.read(options.config(), ConfigReader.Form.JAR, Path.of(""));
        Path folder = options.state() != null
                ? options.state()
                : Path.of(source.configuration().state().dir());
        StateFolder state = null;
        DataServer data = new DataServer();
        ExecutorService closing = Executors.newSingleThreadExecutor(Jar::daemon);
        try {
            state = StateFolder.take(folder);
            Accounts.Opened accounts = Accounts.open(folder, options.adminPassword());
            data.startClient();
            Certificates certificates = new Certificates(source.folder());
            JettyListeners listeners = new JettyListeners(data.server(), data.refusals(), closing, certificates);
            Core core = new Core(source, state, data.client(), certificates, List.of(listeners));
            AtomicBoolean ready = new AtomicBoolean();
            AdminServer admin = new AdminServer(
                    core, accounts.accounts(), source.configuration().admin().address(), ready::get);
            Jar jar = new Jar(core, data, listeners, admin, ready, closing, accounts.generatedPassword());
            try {
                jar.serve(source.configuration().admin().address().toString());
            } catch (Exception e) {
                jar.stop();
                throw e;
            }
            return jar;
        } catch (Exception e) {
            closing.shutdown();
            release(data, state);
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
    public void stop() {
        if (!stopped.compareAndSet(false, true)) {
            return;
        }
        ready.set(false);
        listeners.stopAccepting();
        core.rest();
        try {
            data.stop(PATIENCE, () -> {
                LOG.warn("What is still in flight after {} s is cut off", PATIENCE.toSeconds());
                core.cutOff();
            });
            admin.stop();
        } catch (Exception e) {
            LOG.warn("Tollgate did not stop cleanly", e);
        }
        core.close();
        closing.shutdown();
    }

    private void serve(String adminAddress) throws Exception {
        data.start(core.gate(EmbeddedJetty::listenerOf, new EmbeddedJetty()));
        try {
            admin.start();
        } catch (IOException e) {
            throw LaunchException.address("tollgate: admin.address: " + adminAddress + " cannot be listened on ("
                    + e.getMessage() + "); free the address, or write another");
        }
        ready.set(true);
    }

    private static LaunchException explained(Exception e, ConfigSource source) {
        return e instanceof ListenerRefusedException taken
                ? LaunchException.address("tollgate: " + taken.problems().get(0))
                : LaunchException.of(e, source);
    }

    private static void release(DataServer data, @Nullable StateFolder state) {
        try {
            data.stop(Duration.ZERO, () -> {});
            if (state != null) {
                state.close();
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
