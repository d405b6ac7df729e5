package io.tollgate.admin.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.balance.Endpoint;
import io.tollgate.control.BackendOverlay;
import io.tollgate.control.Edit;
import io.tollgate.model.BackendSpec;
import io.tollgate.model.BackendUrl;
import io.tollgate.model.Mode;
import io.tollgate.testing.FakeTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked of a backend that was discovered. */
class BackendEditsTest {
    private static final BackendOverlay DRAINED = new BackendOverlay(Mode.DRAIN, 1, null, null, null, false);

    private final FakeTime time = new FakeTime();

    private List<Edit> patched(String body, BackendOverlay overlay) throws IOException {
        JsonBody json = JsonBody.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
        return new BackendPatch(json, Mode.DRAIN, overlay, time).edits("shop", "b");
    }

    @Test
    void aDeadlineMakesNobodysDrainAnOperators() throws IOException {
        assertEquals(1, patched("{\"deadline\": \"10m\"}", DRAINED).size());
        ProblemException refused =
                assertThrows(ProblemException.class, () -> patched("{\"deadline\": \"10m\"}", BackendOverlay.NONE));
        assertTrue(String.valueOf(refused.getMessage()).contains("found no more"), refused::getMessage);
        assertEquals(
                1,
                patched("{\"mode\": \"drain\", \"deadline\": \"10m\"}", BackendOverlay.NONE)
                        .size());
    }

    @Test
    void theNameThatLedThereIsNotInABody() {
        Endpoint there = mock(Endpoint.class);
        BackendUrl url = new BackendUrl("https", "10.0.0.1", 443, "shop.internal");
        when(there.spec()).thenReturn(new BackendSpec("b", url, 100, 0, "", 0));
        BackendUrl said = BackendUrl.parse("https://10.0.0.1");
        assertEquals(
                List.of(),
                BackendReplacement.edits(
                        "shop", new BackendSpec("b", said, 100, 0, "", 0), there, BackendOverlay.NONE));
        assertEquals(
                List.of(new Edit.SetWeight("shop", "b", 7)),
                BackendReplacement.edits("shop", new BackendSpec("b", said, 7, 0, "", 0), there, BackendOverlay.NONE));
    }
}
