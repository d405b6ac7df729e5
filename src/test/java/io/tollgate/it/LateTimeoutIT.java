package io.tollgate.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tollgate.testing.BackendProcess;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.container.RunningContainer;
import io.tollgate.testing.container.ServletContainer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A time-out of Tomcat's that was meant for an exchange that has ended, and comes to the next. */
class LateTimeoutIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("io.tollgate.it.FilteredWar#tomcats")
    void takesNoRequestAway(ServletContainer container) throws IOException {
        try (BackendProcess backend = BackendProcess.start("a");
                RunningContainer running =
                        FilteredWar.start(container, LateTimeoutFilter.class, folder, backend.url());
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
