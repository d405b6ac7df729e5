package io.tollgate.testing.container;

import io.tollgate.testing.ChildProcess;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A container in a process of its own. Its ports stay the same over restarts. For one thread. */
public final class RunningContainer implements AutoCloseable {
    private static final Duration END = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ServletContainer container;
    private final Recipe recipe;
    private final List<Application> applications;
    private final Run run;
    private ChildProcess process;
    private Duration startTime = Duration.ZERO;

    RunningContainer(ServletContainer container, Recipe recipe, ContainerSetup setup) {
        this.container = container;
        this.recipe = recipe;
        this.applications = new ArrayList<>(setup.applications());
        List<Integer> further =
                Stream.generate(Ports::free).limit(recipe.furtherPorts()).toList();
        this.run = new Run(container.home(), setup, Ports.free(), further, this::log);
        try {
            Files.createDirectories(run.base());
            recipe.prepare(run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.process = spawn();
        awaitStart();
    }

    public ServletContainer container() {
        return container;
    }

    /** Of the first application, without a slash at the end. */
    public URI uri() {
        return uri(applications.get(0).contextPath());
    }

    /** Of the application with that context path, without a slash at the end. */
    public URI uri(String contextPath) {
        return URI.create("http://127.0.0.1:" + run.http() + contextPath);
    }

    /** The process that was started, which may be a script that waits for another. */
    public ChildProcess process() {
        return process;
    }

    /** All processes of the container that live. */
    public List<ProcessHandle> processes() {
        return Stream.concat(ProcessHandle.of(process.pid()).stream(), process.children().stream())
                .toList();
    }

    /** The process of the JVM, which is the one to send signals to. */
    public long pid() {
        List<ProcessHandle> all = processes();
        return all.get(all.size() - 1).pid();
    }

    /** What the container and its applications have logged since its last start. */
    public List<String> log() {
        return process.output();
    }

    /** From the start of the process until the last application answered. */
    public Duration startTime() {
        return startTime;
    }

    /** Adds an application while the container runs, and returns when it answers. */
    public void deploy(Application application) {
        try {
            recipe.deploy(run, application);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run.await("answered by " + application, () -> answers(application));
        applications.add(application);
    }

    /** Takes the application of that context path out while the container runs, and returns when it has stopped. */
    public void undeploy(String contextPath) {
        Application application = application(contextPath);
        try {
            recipe.undeploy(run, application);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        applications.remove(application);
    }

    /** Takes the application of that context path out and puts it in again, while the container runs. */
    public void redeploy(String contextPath) {
        Application application = application(contextPath);
        undeploy(contextPath);
        deploy(application);
    }

    /** Kills it as with -9, and all that it has started. */
    public void kill() {
        process.killTree();
    }

    /** Ends it as an operator would; fails when it does not end in a minute, but is gone then all the same. */
    public void stop() {
        List<ProcessHandle> all = processes();
        try {
            process.signal("TERM");
            process.awaitExit(END);
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit().join());
        }
    }

    /** Starts it again in its folder and on its ports, after {@link #stop()} or {@link #kill()}. */
    public void restart() {
        process = spawn();
        awaitStart();
    }

    /** Stops it if it runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }

    private ChildProcess spawn() {
        try {
            Recipe.Launch launch = recipe.launch(run);
            Map<String, String> environment = new HashMap<>(run.setup().environment());
            environment.putAll(launch.environment());
            return ChildProcess.command(run.base(), environment, launch.command());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitStart() {
        long begin = System.nanoTime();
        try {
            recipe.started(run);
            for (Application application : applications) {
                run.await("answered by " + application, () -> answers(application));
            }
        } catch (IOException e) {
            kill();
            throw new UncheckedIOException(e);
        } catch (RuntimeException | AssertionError e) {
            kill();
            throw e;
        }
        startTime = Duration.ofNanos(System.nanoTime() - begin);
    }

    private Application application(String contextPath) {
        return applications.stream()
                .filter(one -> one.contextPath().equals(contextPath))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing deployed at '" + contextPath + "'"));
    }

    private boolean answers(Application application) {
        if (!process.isAlive()) {
            throw new AssertionError("ended with:\n" + String.join("\n", log()));
        }
        // Leaves no connection behind, for that may hold what last answered on it.
        try (RawClient client = new RawClient(uri(application.contextPath()), PATIENCE)) {
            return client.send(RawRequest.get(application.ready())).status() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
