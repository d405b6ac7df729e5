package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tollgate.model.Configuration;
import io.tollgate.model.ListenerTls;
import io.tollgate.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A secret is known to whoever uses it, and shown to nobody. */
class SecretsTest {
    private static final String VALUE = "hunter2";

    private final Configuration configuration = read("${STORE_PASSWORD}");

    @Test
    void isReadFromTheEnvironment() {
        assertEquals(new Secret("${STORE_PASSWORD}", VALUE), password(configuration));
    }

    @Test
    void isWrittenAsItsReferenceAndReadBackEqual() {
        String text = ConfigWriter.write(configuration);
        assertTrue(
                text.contains("password: '${STORE_PASSWORD}'") || text.contains("password: ${STORE_PASSWORD}"), text);
        assertFalse(text.contains(VALUE), text);
        assertEquals(configuration, parse(text));
        String json = ConfigWriter.settings(configuration).toString();
        assertTrue(json.contains("${STORE_PASSWORD}"), json);
        assertFalse(json.contains(VALUE), json);
    }

    @Test
    void isShownAsItsReferenceInChangesAndWords() {
        List<String> changes = SettingChanges.between(configuration, read("${OTHER_PASSWORD}"), key -> true);
        assertTrue(changes.toString().contains("${STORE_PASSWORD}"), changes.toString());
        assertTrue(changes.toString().contains("${OTHER_PASSWORD}"), changes.toString());
        assertFalse(changes.toString().contains(VALUE), changes.toString());
        assertFalse(configuration.toString().contains(VALUE));
    }

    private static Secret password(Configuration configuration) {
        ListenerTls tls =
                Objects.requireNonNull(configuration.listeners().get(0).tls());
        return Objects.requireNonNull(tls.certificates().get(0).password());
    }

    private static Configuration read(String password) {
        return parse("""
                backends: ["http://127.0.0.1:9001"]
                listeners:
                  - id: secure
                    address: "0.0.0.0:8443"
                    tls: {certificates: [{keystore: site.p12, password: "%s"}]}
                """.formatted(password));
    }

    private static Configuration parse(String text) {
        Map<String, String> environment = Map.of("STORE_PASSWORD", VALUE, "OTHER_PASSWORD", VALUE + "b");
        Read read = new ConfigReader(ConfigReader.Form.JAR, environment::get)
                .read("tollgate.yaml", text.getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(Read.Good.class, read, read.toString()).configuration();
    }
}
