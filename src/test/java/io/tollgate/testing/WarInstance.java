package io.tollgate.testing;

import io.tollgate.testing.container.Application;
import io.tollgate.testing.container.ContainerSetup;
import io.tollgate.testing.container.RunningContainer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The packaged WAR in a container. */
final class WarInstance implements Instance {
    private static final String ADMIN = "/tollgate";

    private final RunningContainer container;

    WarInstance(Form.War form, Path folder, String heap) {
        Path war = Form.War.archive();
        Application application = new Application(war, form.contextPath(), ADMIN + "/health/ready");
        this.container = form.container()
                .start(ContainerSetup.of(folder, application)
                        .tuning(form.tuning())
                        .heap(form.container().heapFor(heap))
                        .environment(
                                "TOLLGATE_CONFIG",
                                folder.resolve("tollgate.yaml").toString())
                        .environment("TOLLGATE_STATE", folder.resolve("state").toString())
                        .environment("TOLLGATE_ADMIN_PASSWORD", TollgateProcess.PASSWORD));
    }

    @Override
    public URI data() {
        return container.uri();
    }

    @Override
    public URI admin() {
        return URI.create(container.uri() + ADMIN);
    }

    @Override
    public List<String> log() {
        return container.log();
    }

    @Override
    public ChildProcess process() {
        return container.process();
    }

    @Override
    public void kill() {
        container.kill();
    }

    @Override
    public void restart() {
        container.restart();
    }

    @Override
    public void close() {
        container.close();
    }
}
