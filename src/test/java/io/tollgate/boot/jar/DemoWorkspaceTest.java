package io.tollgate.boot.jar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.config.ConfigReader;
import io.tollgate.config.Read;
import io.tollgate.model.PoolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoWorkspaceTest {

    @Test
    void theConfigurationIsAccepted() throws IOException {
        try (DemoWorkspace workspace = DemoWorkspace.create()) {
            Path file = workspace.writeConfig(8080, 9090, List.of(backend("a", 9001), backend("b", 9002)));
            Read read = new ConfigReader(ConfigReader.Form.JAR, name -> null)
                    .read(file.toString(), Files.readAllBytes(file));
            Read.Good good = assertInstanceOf(Read.Good.class, read, read::toString);
            PoolSpec pool = good.configuration().pools().get(0);
            assertEquals("shop", pool.id());
            assertEquals(2, pool.backends().size());
            assertEquals(
                    "127.0.0.1:9090", good.configuration().admin().address().toString());
        }
    }

    @Test
    void nothingIsLeftBehind() throws IOException {
        Path state;
        try (DemoWorkspace workspace = DemoWorkspace.create()) {
            state = Files.createDirectories(workspace.state());
            Files.writeString(state.resolve("revisions"), "x");
            assertTrue(Files.exists(state));
        }
        assertFalse(Files.exists(state.getParent()));
    }

    private static DemoProcess backend(String name, int port) {
        DemoProcess backend = mock(DemoProcess.class);
        when(backend.name()).thenReturn(name);
        when(backend.port()).thenReturn(port);
        return backend;
    }
}
