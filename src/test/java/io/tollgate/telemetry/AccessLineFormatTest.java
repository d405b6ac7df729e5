package io.tollgate.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.testing.FakeTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLineFormatTest {
    private final FakeTime time = new FakeTime();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final AccessLineFormat format = new AccessLineFormat(out);

    private String written(Exchange exchange) {
        exchange.end(ended -> format.write(AccessLine.of(ended)));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLineHasTheFieldsOfTheContractInTheirOrder() {
        Exchange exchange = Exchanges.routed(time, "shop", "a", 200);
        exchange.failedAttempt("a", "connect_failed");
        exchange.attempt("b");
        exchange.affinity(AffinityResult.MOVED);
        exchange.flaw(Flaw.ENCODED_SLASH);
        exchange.received(5);
        exchange.sent(1024);
        exchange.queued(1_500_000);
        exchange.connected(250_999);
        time.advance(Duration.ofMillis(12));
        exchange.firstByte();
        time.advance(Duration.ofMillis(8));

        assertEquals(
                "{\"ts\":\"2023-11-14T22:13:20.000Z\",\"id\":\"id-1\",\"client\":\"192.0.2.7\",\"listener\":\"web\","
                        + "\"method\":\"GET\",\"host\":\"shop.example.com\",\"path\":\"/\",\"proto\":\"HTTP/1.1\","
                        + "\"status\":200,\"bytes_in\":5,\"bytes_out\":1024,\"route\":\"main\",\"pool\":\"shop\","
                        + "\"backend\":\"b\",\"attempts\":2,\"affinity\":\"moved\",\"reason\":null,"
                        + "\"class\":\"ambiguous\",\"class_reason\":\"encoded_slash\","
                        + "\"t_queue_ms\":1.500,\"t_connect_ms\":0.250,\"t_first_byte_ms\":12.000,"
                        + "\"t_total_ms\":20.000}\n",
                written(exchange));
    }

    @Test
    void whatIsNotKnownIsNull() throws IOException {
        JsonNode line = new ObjectMapper().readTree(written(Exchanges.fresh(time, "/")));

        for (String field : List.of(
                "status", "route", "pool", "backend", "reason", "class_reason", "t_connect_ms", "t_first_byte_ms")) {
            assertTrue(line.get(field).isNull(), field);
        }
        assertEquals(0, line.get("attempts").intValue());
        assertEquals("none", line.get("affinity").textValue());
        assertEquals("compliant", line.get("class").textValue());
    }

    @Test
    void theReasonIsTollgatesOwnOrThatTheClientLeft() throws IOException {
        Exchange gone = Exchanges.fresh(time, "/");
        gone.clientLeft();
        Exchange full = Exchanges.fresh(time, "/");
        full.reason(ErrorReason.QUEUE_FULL);
        written(gone);
        List<String> lines = written(full).lines().toList();

        ObjectMapper json = new ObjectMapper();
        assertEquals("client_gone", json.readTree(lines.get(0)).get("reason").textValue());
        assertEquals(499, json.readTree(lines.get(0)).get("status").intValue());
        assertEquals("queue_full", json.readTree(lines.get(1)).get("reason").textValue());
    }

    @Test
    void everyReasonIsInTheDocs() throws IOException {
        List<String> rows = Pattern.compile("(?m)^\\| (`[a-z_]+` \\| \\d{3}) \\|")
                .matcher(Files.readString(Path.of("docs/access-log.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        Stream<String> reasons =
                Arrays.stream(ErrorReason.values()).map(reason -> "`" + reason.code() + "` | " + reason.status());
        assertEquals(Stream.concat(reasons, Stream.of("`client_gone` | 499")).toList(), rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a\"b\\c",
                "/line\nend\r\u2028\u0085",
                "/nul\u0000 esc\u001b[31m del\u007f",
                "/caf\u00e9/\uc11c\uc6b8/\ud83d\ude00",
                "/half\ud83d",
                "/half\ude00x"
            })
    void whateverACallerSendsStaysOneLineOfAscii(String path) throws IOException {
        String line = written(Exchanges.fresh(time, path));

        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(line.chars().allMatch(c -> c == '\n' || (c >= 0x20 && c <= 0x7f)), line);
        assertEquals(path, new ObjectMapper().readTree(line).get("path").textValue());
    }

    @Test
    void theQueryIsNotWritten() {
        assertFalse(written(Exchanges.fresh(time, "/login")).contains("secret"));
    }

    @Test
    void longTimesAreWrittenPlainly() throws IOException {
        Exchange tunnel = Exchanges.fresh(time, "/");
        time.advance(Duration.ofDays(40));

        assertTrue(written(tunnel).contains("\"t_total_ms\":3456000000.000"));
    }

    @Test
    void thePageOfTheDocumentationNamesTheFieldsInOrder() throws IOException {
        List<String> written = new ArrayList<>();
        new ObjectMapper()
                .readTree(written(Exchanges.fresh(time, "/")))
                .fieldNames()
                .forEachRemaining(written::add);
        List<String> documented = Files.readString(Path.of("docs/access-log.md"))
                .split("## Reasons", 2)[0]
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .toList();

        assertEquals(written, documented);
    }
}
