package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.container.ContainerSetup;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import io.tollgate.testing.container.Tuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A time-out of Tomcat's that was meant for an exchange that has ended, and comes to the next. */
class LateTimeoutIT {
    @TempDir
    Path folder;

    static List<ServletContainer> tomcats() {
        return LeftInServiceIT.tomcats();
    }

    @ParameterizedTest
    @MethodSource("tomcats")
    void takesNoRequestAway(ServletContainer container) throws IOException {
        Path config = folder.resolve("tollgate.yaml");
        try (BackendProcess backend = BackendProcess.start("a")) {
            Files.writeString(config, """
                    version: 1
                    pools: [{id: app, probe: {type: none}, backends: [{id: a, url: "%s"}]}]
                    routes: [{id: all, action: {forward: [{pool: app}]}}]
                    """.formatted(backend.url()));
            try (RunningContainer running = container.start(
                            ContainerSetup.of(folder, FilteredWar.before(LateTimeoutFilter.class, folder))
                                    .tuning(Tuning.TUNED)
                                    .environment("TOLLGATE_CONFIG", config.toString()));
                    RawClient client = new RawClient(running.uri())) {
                RawRequest slow = RawRequest.get("/slow?ms=300");
                assertEquals(200, client.send(slow).status());
                assertEquals(
                        200,
                        client.send(slow.with(LateTimeoutFilter.HEADER + ": 1")).status());
                assertEquals(200, client.send(slow).status());
            }
        }
    }
}
