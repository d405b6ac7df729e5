package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.model.Configuration;
import io.tollgate.model.RouteSpec;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigWriterTest {
    private static final long SEED = 4711;
    private static final int ROUNDS = 300;

    @Test
    void writesWhatReadsBackEqual() {
        RandomConfigurations random = new RandomConfigurations(new Random(SEED));
        for (int i = 0; i < ROUNDS; i++) {
            Configuration configuration = random.next();
            String text = ConfigWriter.write(configuration);
            assertEquals(configuration, Readings.good(text), text);
            assertEquals(text, ConfigWriter.write(Readings.good(text)));
        }
    }

    @Test
    void writesSettingsThatReadBackEqualAsJson() throws Exception {
        RandomConfigurations random = new RandomConfigurations(new Random(SEED));
        int routes = 0;
        for (int i = 0; i < ROUNDS; i++) {
            for (RouteSpec route : random.next().routes()) {
                String json = new ObjectMapper().writeValueAsString(ConfigWriter.settings(route));
                assertEquals(route, ConfigReader.bind(RouteSpec.class, json), json);
                routes++;
            }
        }
        assertTrue(routes > ROUNDS, routes + " routes");
    }

    @Test
    void writesNoShortFormsAsJson() throws Exception {
        RouteSpec route = Readings.good(
                        "{pools: [{id: shop}], routes: [{id: a, match: {path: /a}, action: {forward: [shop]}}]}")
                .routes()
                .get(0);
        assertEquals(
                "{\"id\":\"a\",\"match\":{\"path\":{\"prefix\":\"/a\"}},\"action\":{\"forward\":[{\"pool\":\"shop\"}]}}",
                new ObjectMapper().writeValueAsString(ConfigWriter.settings(route)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "\t",
                "\0",
                "\u001b[31m",
                "null",
                "yes",
                "1",
                "1.5",
                "0x1",
                "~",
                "- x",
                "a: b",
                "#x",
                "'",
                "\"",
                "\\",
                "${X}",
                "$${X}",
                "$$${",
                "${",
                "\u00e9",
                "\ud83d\ude00",
                "\u2028",
                "\u0085",
                "\uFEFF",
                "{",
                "[",
                "*a",
                "&a",
                "!x",
                "|",
                ">",
                "%",
                "@",
                "`",
                "a\r\nb",
                " x ",
                "a\n\n b\n",
                "<<",
                "2026-11-23",
                "12:30",
                "=",
                "?"
            })
    void writesEveryText(String text) {
        Configuration configuration = Readings.good("routes: [{id: a, action: {respond: {body: x}}}]");
        Configuration other = RandomConfigurations.withBody(configuration, text);
        assertEquals(other, Readings.good(ConfigWriter.write(other)));
    }

    @Test
    void leavesOutDefaultsAndPrefersShortForms() {
        Configuration configuration = Readings.good("""
                version: 1
                admin: {address: "127.0.0.1:9090"}
                pools:
                  - id: shop
                    policy: {type: round-robin}
                    backends: [{id: a, url: "http://127.0.0.1:9001", weight: 100}]
                    probe: {rise: 2}
                    slowStart: 0s
                """);
        assertEquals("""
                listeners:
                  - {id: web, address: '0.0.0.0:8080'}
                pools:
                  - id: shop
                    policy: round-robin
                    backends:
                      - {id: a, url: 'http://127.0.0.1:9001'}
                routes:
                  - id: default
                    action:
                      forward: [shop]
                """, ConfigWriter.write(configuration));
    }

    @Test
    void theSameConfigurationGivesTheSameText() {
        String route = "routes: [{id: a, match: {header: {%s}}, action: {local: {}}}]";
        List<RouteSpec> one =
                Readings.good(route.formatted("A: x, B: x, C: x, D: x")).routes();
        Configuration other = Readings.good(route.formatted("D: x, C: x, B: x, A: x"));
        assertEquals(one, other.routes());
        assertEquals(
                ConfigWriter.write(Readings.good(route.formatted("B: x, A: x, D: x, C: x"))),
                ConfigWriter.write(other));
        assertFalse(ConfigWriter.write(other).contains("!!"));
    }
}
