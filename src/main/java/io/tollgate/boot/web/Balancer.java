package io.tollgate.boot.web;

import io.tollgate.admin.auth.Accounts;
import io.tollgate.admin.auth.Mount;
import io.tollgate.boot.AdminSite;
import io.tollgate.boot.Certificates;
import io.tollgate.boot.ConfigSource;
import io.tollgate.boot.Core;
import io.tollgate.boot.LaunchException;
import io.tollgate.config.ConfigReader;
import io.tollgate.control.StateFolder;
import io.tollgate.model.AdminSettings;
import io.tollgate.proxy.ClientAddress;
import io.tollgate.proxy.Gate;
import io.tollgate.proxy.container.Containers;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Tollgate that serves inside a container: the core, its client, and the operator's side at its mount. */
final class Balancer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Balancer.class);

    /** The container has its own listeners, and tells a request nothing of their names. */
    private static final String LISTENER = "container";

    private final Core core;
    private final ClientSide client;
    private final AdminSite site;
    private final AdminSettings admin;
    private volatile boolean ready = true;

    private Balancer(Core core, ClientSide client, Accounts accounts, AdminSettings admin) {
        this.core = core;
        this.client = client;
        this.admin = admin;
        this.site = new AdminSite(
                core, accounts, new Mount(admin.path()), AdminPeers.onlyLoopback(admin.allow()), () -> ready);
    }

    /**
     * Starts, and makes itself known to the filters and servlets of the context.
     *
     * @throws LaunchException when it cannot, with what an operator can do; nothing is left running then
     */
    static Balancer start(ServletContext context, ConfigReader.Form form, Locations where) throws LaunchException {
        ConfigSource source = ConfigSource.read(where.config(), form, where.base());
        Deque<AutoCloseable> begun = new ArrayDeque<>();
        try {
            Path folder = where.state() != null
                    ? where.state()
                    : where.base().resolve(source.configuration().state().dir()).normalize();
            StateFolder state = StateFolder.take(folder);
            begun.push(state);
            Accounts.Opened accounts = Accounts.open(folder, System.getenv("TOLLGATE_ADMIN_PASSWORD"));
            ClientSide client = new ClientSide();
            begun.push(client);
            client.start();
            Core core = new Core(source, state, client.client(), new Certificates(source.folder()), List.of());
            begun.push(core);
            Balancer balancer = new Balancer(
                    core, client, accounts.accounts(), source.configuration().admin());
            balancer.open(context);
            if (source.mentions("listeners")) {
                LOG.warn("{}: listeners is ignored, for the container has its own; set them up there", source.file());
            }
            sayPassword(accounts.generatedPassword());
            return balancer;
        } catch (Exception | LinkageError | ServiceConfigurationError e) {
            begun.forEach(Balancer::close);
            throw LaunchException.of(e, source);
        }
    }

    AdminSettings admin() {
        return admin;
    }

    AdminSite site() {
        return site;
    }

    /** Whether the operator's side answers that peer. */
    AdminPeers peers() {
        return new AdminPeers(admin.allow(), core.live().current().trusted());
    }

    /** The literal address of who asks, as far as trusted proxies tell. */
    String caller(HttpServletRequest request) {
        return ClientAddress.of(request, core.live().current().trusted());
    }

    /** Takes no more, waits a bounded time for what is in flight, and frees everything. */
    @Override
    public void close() {
        ready = false;
        site.stop();
        core.rest();
        core.tunnels().haveAllGo();
        int left = core.exchanges()
                .awaitNone(core.live().current().configuration().stop().limit());
        if (left > 0) {
            LOG.warn("{} requests that were still in flight are cut off", left);
        }
        core.cutOff();
        core.dismiss();
        client.close();
        core.close();
    }

    private void open(ServletContext context) throws Exception {
        site.start(context);
        Gate gate = core.gate(
                request -> LISTENER, Containers.of(context, client.client().getExecutor()));
        gate.attach(context);
    }

    private static void sayPassword(@Nullable String generated) {
        if (generated != null) {
            // Not through the log, which is kept.
            System.out.println("Tollgate: sign in as admin with the password " + generated + " (shown this once)");
        }
    }

    private static void close(AutoCloseable begun) {
        try {
            begun.close();
        } catch (Exception e) {
            LOG.debug("{} was not closed cleanly", begun, e);
        }
    }
}
