package io.tollgate.boot.jar;

import io.tollgate.boot.ExitStatus;
import io.tollgate.boot.LaunchException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tollgate demo}: the balancer, three backends in processes of their own, and sample traffic. */
@Command(name = "demo", description = "Runs three backends, the balancer before them and gentle traffic, until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
    private final Launcher launcher;
    private final Signals signals;
    private final Console console;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Where traffic is taken; 0 takes any free port (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            defaultValue = "9090",
            description = "Where the admin page answers; 0 takes any free port (default: ${DEFAULT-VALUE}).")
    int adminPort;

    DemoCommand(Launcher launcher, Signals signals, Console console) {
        this.launcher = launcher;
        this.signals = signals;
        this.console = console;
    }

    @Override
    public Integer call() throws LaunchException, IOException, InterruptedException {
        if (!isPort(port) || !isPort(adminPort)) {
            throw LaunchException.failure("tollgate: a port is a number from 0 to 65535");
        }
        List<DemoProcess> backends = new ArrayList<>();
        try (DemoWorkspace workspace = DemoWorkspace.create()) {
            try {
                backends.add(new DemoProcess("a", 4));
                backends.add(new DemoProcess("b", 6));
                backends.add(new DemoProcess("c", 10));
                for (DemoProcess backend : backends) {
                    backend.awaitPort();
                }
                serve(workspace, backends);
            } finally {
                backends.forEach(DemoProcess::close);
            }
        }
        return ExitStatus.OK.code();
    }

    private void serve(DemoWorkspace workspace, List<DemoProcess> backends)
            throws LaunchException, IOException, InterruptedException {
        Running running = launcher.start(new LaunchOptions(
                workspace.writeConfig(port, adminPort, backends),
                workspace.state(),
                console.variable("TOLLGATE_ADMIN_PASSWORD"),
                false,
                false));
        signals.onReload(running::reload);
        signals.onSecondStop(running::hurry);
        try (DemoTraffic traffic =
                new DemoTraffic(URI.create(running.dataUrls().get(0) + "/"), new SplittableRandom())) {
            announce(running, backends);
            signals.awaitStop();
            console.say(traffic.summary());
        } finally {
            running.stop(line -> {});
        }
    }

    private void announce(Running running, List<DemoProcess> backends) {
        String data = running.dataUrls().get(0);
        DemoProcess first = backends.get(0);
        console.say("");
        console.say("  Shop        " + data + "/");
        console.say("  Admin page  " + running.adminUrl());
        console.say("  Sign in as  admin, password " + password(running.generatedPassword()));
        console.say("");
        console.say("  Try: open both, drain backend " + first.name() + " and watch its sessions end; or kill -9 "
                + first.pid() + " and watch it leave and come back. Ctrl-C ends all.");
        console.say("");
        console.say("READY data=" + String.join(",", running.dataUrls()) + " admin=" + running.adminUrl());
    }

    private static boolean isPort(int number) {
        return number >= 0 && number <= 65_535;
    }

    private static String password(@Nullable String generated) {
        return generated == null ? "as in TOLLGATE_ADMIN_PASSWORD" : generated;
    }
}
