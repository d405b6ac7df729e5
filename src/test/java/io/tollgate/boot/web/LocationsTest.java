package io.tollgate.boot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocationsTest {
    private static final Path HOME = Path.of("/home/me");

    @Test
    void theSystemPropertyWinsOverAll() {
        Locations found = find(
                Map.of("tollgate.config", "/p.yaml"),
                Map.of("TOLLGATE_CONFIG", "/v.yaml"),
                Map.of("tollgate.config", "/c.yaml"));

        assertEquals(Path.of("/p.yaml"), found.config());
        assertEquals("system property tollgate.config", found.saidBy());
    }

    @Test
    void theEnvironmentWinsOverTheContextParameter() {
        Locations found = find(Map.of(), Map.of("TOLLGATE_CONFIG", "/v.yaml"), Map.of("tollgate.config", "/c.yaml"));

        assertEquals(Path.of("/v.yaml"), found.config());
        assertEquals("environment variable TOLLGATE_CONFIG", found.saidBy());
    }

    @Test
    void theContextParameterWinsOverTheHomeFolder() {
        Locations found = find(Map.of(), Map.of(), Map.of("tollgate.config", "/c.yaml"));

        assertEquals(Path.of("/c.yaml"), found.config());
        assertEquals("context parameter tollgate.config", found.saidBy());
    }

    @Test
    void withoutAnyItIsInTheHomeFolder() {
        Locations found = find(Map.of(), Map.of(), Map.of());

        assertEquals(Path.of("/home/me/.tollgate/tollgate.yaml"), found.config());
        assertNull(found.saidBy());
        assertNull(found.state());
        assertEquals(Path.of("/home/me/.tollgate"), found.base());
    }

    @Test
    void blanksNameNothing() {
        Locations found = find(Map.of("tollgate.config", "  "), Map.of("TOLLGATE_CONFIG", ""), Map.of());

        assertNull(found.saidBy());
    }

    @Test
    void theStateFolderIsFoundInTheSameOrder() {
        Map<String, String> context = Map.of("tollgate.state", "/c");
        Map<String, String> environment = Map.of("TOLLGATE_STATE", "/v");

        assertEquals(
                Path.of("/p"),
                find(Map.of("tollgate.state", "/p"), environment, context).state());
        assertEquals(Path.of("/v"), find(Map.of(), environment, context).state());
        assertEquals(Path.of("/c"), find(Map.of(), Map.of(), context).state());
    }

    private static Locations find(
            Map<String, String> properties, Map<String, String> environment, Map<String, String> context) {
        return Locations.find(new Locations.Sources(properties::get, environment::get, context::get, HOME));
    }
}
