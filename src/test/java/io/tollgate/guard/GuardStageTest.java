package io.tollgate.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Exchange;
import io.tollgate.exchange.Flaw;
import io.tollgate.exchange.RequestClass;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Strictness;
import io.tollgate.testing.FakeRequest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardStageTest {
    private static final Verdict REFUSED = Verdict.Answer.error(ErrorReason.BAD_REQUEST);

    /** Only whoever reads the bytes sees these. */
    private static final Set<Flaw> UNSEEN = EnumSet.of(
            Flaw.OBS_FOLD,
            Flaw.LINE_END,
            Flaw.BAD_CHUNK,
            Flaw.HOST_MISMATCH,
            Flaw.HTTP2,
            Flaw.OVERSIZED,
            Flaw.MALFORMED);

    /** A request, and the gravest that is wrong with it. */
    static List<Arguments> flawed() {
        return List.of(
                path("/a|b", Flaw.UNESCAPED),
                path("/{a}[b]^`\"<>", Flaw.UNESCAPED),
                path("/?a={b}", Flaw.UNESCAPED),
                path("/?a=\\", Flaw.UNESCAPED),
                path("/?a=%zz", Flaw.BAD_QUERY_ESCAPE),
                path("/?a=100%", Flaw.BAD_QUERY_ESCAPE),
                path("/caf%E9", Flaw.NOT_UTF8),
                path("/a%ffb", Flaw.NOT_UTF8),
                path("/%ED%A0%80", Flaw.NOT_UTF8),
                path("/./a", Flaw.DOT_SEGMENT),
                path("/a/../b", Flaw.DOT_SEGMENT),
                path("/a/b/..", Flaw.DOT_SEGMENT),
                path("//", Flaw.EMPTY_SEGMENT),
                path("//a", Flaw.EMPTY_SEGMENT),
                path("/a//b", Flaw.EMPTY_SEGMENT),
                path("/a;v=1/b", Flaw.PATH_PARAMETER),
                path("/a%3Bv/b", Flaw.PATH_PARAMETER),
                path("/a/..;/b", Flaw.PATH_PARAMETER),
                path("/a\\b", Flaw.BACKSLASH),
                path("/a%5Cb", Flaw.BACKSLASH),
                path("/a%5cb", Flaw.BACKSLASH),
                path("/a/%2e%2E/b", Flaw.ENCODED_DOT),
                path("/a%2etxt", Flaw.ENCODED_DOT),
                path("/a%3Fb", Flaw.ENCODED_END),
                path("/a%23", Flaw.ENCODED_END),
                path("/a%2Fb", Flaw.ENCODED_SLASH),
                path("/a%2fb", Flaw.ENCODED_SLASH),
                path("/a%252Fb", Flaw.DOUBLE_ESCAPE),
                path("/a%25%32Fb", Flaw.DOUBLE_ESCAPE),
                path("/..", Flaw.ABOVE_ROOT),
                path("/a/../../b", Flaw.ABOVE_ROOT),
                path("/%2e%2e/b", Flaw.ABOVE_ROOT),
                path("/a%2F..%2F..%2Fb", Flaw.ABOVE_ROOT),
                path("/%", Flaw.BAD_ESCAPE),
                path("/a%2", Flaw.BAD_ESCAPE),
                path("/%zz", Flaw.BAD_ESCAPE),
                path("/%u002f", Flaw.BAD_ESCAPE),
                path("/a%00b", Flaw.ENCODED_CONTROL),
                path("/a%0d%0Ab", Flaw.ENCODED_CONTROL),
                path("/a%7f", Flaw.ENCODED_CONTROL),
                path("/a/..%c0%afb", Flaw.OVERLONG_UTF8),
                path("/a/%C0%AE./b", Flaw.OVERLONG_UTF8),
                path("/%e0%80%af", Flaw.OVERLONG_UTF8),
                path("/%f0%80%80%af", Flaw.OVERLONG_UTF8),
                path("//a;b/%2e/%2f", Flaw.TOO_MANY_READINGS),
                path("/a b", Flaw.BAD_TARGET),
                path("/a\r\nb", Flaw.BAD_TARGET),
                path("/a\u0000", Flaw.BAD_TARGET),
                path("/\u00e9", Flaw.BAD_TARGET),
                path("/\u010a", Flaw.BAD_TARGET),
                path("/a#b", Flaw.BAD_TARGET),
                path("/?a b", Flaw.BAD_TARGET),
                path("/?a#b", Flaw.BAD_TARGET),
                path("/?\u010d", Flaw.BAD_TARGET),
                path("a", Flaw.BAD_TARGET),
                Arguments.of(get().host("a!b"), Flaw.UNUSUAL_HOST),
                Arguments.of(get().host("a;for=1"), Flaw.UNUSUAL_HOST),
                Arguments.of(get().host("%41.test"), Flaw.UNUSUAL_HOST),
                Arguments.of(get().host(""), Flaw.NO_HOST),
                Arguments.of(get().host(":80"), Flaw.NO_HOST),
                Arguments.of(get().withoutHost(), Flaw.NO_HOST),
                Arguments.of(get().protocol("HTTP/2.0").host("").withoutHost(), Flaw.NO_HOST),
                Arguments.of(get().host("a").header("Host", "a"), Flaw.TWO_HOSTS),
                Arguments.of(get().host("a b"), Flaw.BAD_HOST),
                Arguments.of(get().host("a/b"), Flaw.BAD_HOST),
                Arguments.of(get().host("a@b"), Flaw.BAD_HOST),
                Arguments.of(get().host("a\"b"), Flaw.BAD_HOST),
                Arguments.of(get().host("\u00e9"), Flaw.BAD_HOST),
                Arguments.of(get().host("a%00"), Flaw.BAD_HOST),
                Arguments.of(get().host("a:b"), Flaw.BAD_HOST),
                Arguments.of(get().host("a:65536"), Flaw.BAD_HOST),
                Arguments.of(get().host("a:080000"), Flaw.BAD_HOST),
                Arguments.of(get().host("[::1"), Flaw.BAD_HOST),
                Arguments.of(get().host("[]"), Flaw.BAD_HOST),
                Arguments.of(get().host("[::g]"), Flaw.BAD_HOST),
                Arguments.of(get().host("[::1]x"), Flaw.BAD_HOST),
                Arguments.of(get().header("Content-Length", "1"), Flaw.BODY_OF_GET),
                Arguments.of(get().header("Transfer-Encoding", "chunked"), Flaw.BODY_OF_GET),
                Arguments.of(post("1").header("Transfer-Encoding", "chunked"), Flaw.CL_TE),
                Arguments.of(post().header("transfer-encoding", "chunked").protocol("HTTP/1.0"), Flaw.TE_HTTP10),
                Arguments.of(post("1", "1"), Flaw.TWO_LENGTHS),
                Arguments.of(post("1", "2"), Flaw.TWO_LENGTHS),
                Arguments.of(post("1,1"), Flaw.TWO_LENGTHS),
                Arguments.of(post(""), Flaw.BAD_LENGTH),
                Arguments.of(post("+1"), Flaw.BAD_LENGTH),
                Arguments.of(post("-1"), Flaw.BAD_LENGTH),
                Arguments.of(post("0x1"), Flaw.BAD_LENGTH),
                Arguments.of(post("1 1"), Flaw.BAD_LENGTH),
                Arguments.of(post("\uff11"), Flaw.BAD_LENGTH),
                Arguments.of(post("99999999999999999999"), Flaw.BAD_LENGTH),
                Arguments.of(coding("gzip, chunked"), Flaw.BAD_CODING),
                Arguments.of(coding("chunked, chunked"), Flaw.BAD_CODING),
                Arguments.of(coding("\"chunked\""), Flaw.BAD_CODING),
                Arguments.of(coding("xchunked"), Flaw.BAD_CODING),
                Arguments.of(coding("identity"), Flaw.BAD_CODING),
                Arguments.of(coding(""), Flaw.BAD_CODING),
                Arguments.of(coding("chunked;q=1"), Flaw.BAD_CODING),
                Arguments.of(coding("chunked").header("Transfer-Encoding", "chunked"), Flaw.BAD_CODING),
                Arguments.of(get().header("Transfer_Encoding", "chunked"), Flaw.SUSPICIOUS_FIELD),
                Arguments.of(get().header("TransferEncoding", "chunked"), Flaw.SUSPICIOUS_FIELD),
                Arguments.of(get().header("transfer--encoding", "chunked"), Flaw.SUSPICIOUS_FIELD),
                Arguments.of(get().header("Transfer-Encoding-", "chunked"), Flaw.SUSPICIOUS_FIELD),
                Arguments.of(get().header("'Transfer-Encoding", "chunked"), Flaw.SUSPICIOUS_FIELD),
                Arguments.of(get().header("Content_Length", "1"), Flaw.SUSPICIOUS_FIELD),
                Arguments.of(get().header("Content.Length", "1"), Flaw.SUSPICIOUS_FIELD),
                Arguments.of(get().header("X ", "1"), Flaw.BAD_FIELD),
                Arguments.of(get().header("X:Y", "1"), Flaw.BAD_FIELD),
                Arguments.of(get().header("", "1"), Flaw.BAD_FIELD),
                Arguments.of(get().header("X\u00e9", "1"), Flaw.BAD_FIELD),
                Arguments.of(get().header("Transfer-Encod\u0131ng", "chunked"), Flaw.BAD_FIELD),
                Arguments.of(get().header("X", "a\r\nb"), Flaw.CONTROL_BYTE),
                Arguments.of(get().header("X", "a\u0000"), Flaw.CONTROL_BYTE),
                Arguments.of(get().header("X", "a\u007f"), Flaw.CONTROL_BYTE),
                Arguments.of(get().header("X\n", "a"), Flaw.CONTROL_BYTE),
                Arguments.of(FakeRequest.of("G@T", "/"), Flaw.BAD_METHOD),
                Arguments.of(FakeRequest.of("GET / HTTP/1.1\r\nX:", "/"), Flaw.BAD_METHOD),
                Arguments.of(FakeRequest.of("", "/"), Flaw.BAD_METHOD),
                Arguments.of(FakeRequest.of("CONNECT", "/").host("a:80"), Flaw.TUNNEL),
                Arguments.of(get().scheme("ftp"), Flaw.BAD_TARGET),
                Arguments.of(get().protocol("HTTP/9.9"), Flaw.BAD_VERSION),
                Arguments.of(get().protocol("HTTP/0.9"), Flaw.BAD_VERSION),
                Arguments.of(get().protocol("HTTP/2.0").header("Connection", "close"), Flaw.HOP_FIELD),
                Arguments.of(get().protocol("HTTP/2.0").header("Keep-Alive", "timeout=5"), Flaw.HOP_FIELD),
                Arguments.of(get().protocol("HTTP/2.0").header("Proxy-Connection", "close"), Flaw.HOP_FIELD),
                Arguments.of(get().protocol("HTTP/2.0").header("Upgrade", "h2c"), Flaw.HOP_FIELD),
                Arguments.of(
                        get().protocol("HTTP/2.0").header("Upgrade", "h2c").header("HTTP2-Settings", "AA"),
                        Flaw.HOP_FIELD),
                Arguments.of(coding("chunked").protocol("HTTP/2.0"), Flaw.HOP_FIELD));
    }

    static Stream<FakeRequest> flawless() {
        return Stream.of(
                get(),
                FakeRequest.get("/a/b.html?c=d&e=f;g/h?i:@!$'()*,%20%C3%A9+.~-_"),
                FakeRequest.get("/.well-known/x/..y/.../z."),
                FakeRequest.get("/%E2%82%AC/%F0%9F%98%80/100%25"),
                FakeRequest.get("/a:b@c!$&'()*+,=-._~"),
                FakeRequest.of("OPTIONS", "*"),
                FakeRequest.of("M-SEARCH", "/"),
                get().host("a.test."),
                get().host("under_score.test"),
                get().host("A-1.test:8080"),
                get().host("a.test:"),
                get().host("127.0.0.1:65535"),
                get().host("[::1]:80"),
                get().host("[2001:db8::1.2.3.4]"),
                get().protocol("HTTP/1.0").host("").withoutHost(),
                get().protocol("HTTP/2.0").withoutHost(),
                get().header("Content-Length", "0"),
                post("007"),
                post("123456789012345678"),
                coding("Chunked"),
                get().header("X", "caf\u00e9\ttab \"q\" ,;"),
                get().header("Content-Language", "en")
                        .header("Transfer-Token", "a")
                        .header("x_y", ""),
                get().protocol("HTTP/2.0")
                        .header("Connection", "Upgrade, HTTP2-Settings")
                        .header("Upgrade", "h2c")
                        .header("HTTP2-Settings", "AAMAAABkAAQAAP__"));
    }

    @ParameterizedTest
    @MethodSource("flawed")
    void findsTheGravest(FakeRequest request, Flaw flaw) {
        Exchange exchange = request.exchange();
        new GuardStage(Strictness.DEFENSIVE).handle(exchange);
        assertEquals(flaw, exchange.flaw());
    }

    @Test
    void everyFlawThatCanBeSeenIsFound() {
        Set<Flaw> found = EnumSet.noneOf(Flaw.class);
        flawed().forEach(arguments -> {
            if (arguments.get()[1] instanceof Flaw flaw) {
                found.add(flaw);
            }
        });
        assertEquals(EnumSet.complementOf(EnumSet.copyOf(UNSEEN)), found);
    }

    @ParameterizedTest
    @MethodSource("flawless")
    void nothingIsWrongWithWhatIsRight(FakeRequest request) {
        Exchange exchange = request.exchange();
        assertSame(Verdict.GO_ON, new GuardStage(Strictness.STRICTEST).handle(exchange));
        assertNull(exchange.flaw());
        assertEquals(RequestClass.COMPLIANT, exchange.requestClass());
    }

    @Test
    void theGraverCounts() {
        assertEquals(
                Flaw.CL_TE,
                judged(
                                Strictness.DEFENSIVE,
                                FakeRequest.of("POST", "/a|b/%2F%00")
                                        .header("Content-Length", "1")
                                        .header("Transfer-Encoding", "chunked"))
                        .flaw());
    }

    @ParameterizedTest
    @CsvSource({
        "DEFENSIVE, /a|b, true, false, false",
        "DEFENSIVE, /a//b, true, true, false",
        "DEFENSIVE, /%00, false, false, true",
        "DEFENSIVE, /a#, false, false, true",
        "STRICTEST, /a|b, false, false, true",
        "STRICTEST, /a//b, false, false, true",
        "STRICTEST, /%00, false, false, true",
        "STRICTEST, /a#, false, false, true",
        "MONITOR, /a|b, true, false, false",
        "MONITOR, /a//b, true, false, true",
        "MONITOR, /%00, true, false, true",
        "MONITOR, /a#, false, false, true",
    })
    void doesWhatTheStrictnessSays(
            Strictness strictness, String path, boolean passes, boolean doubtful, boolean lastOfConnection) {
        Exchange exchange = FakeRequest.get(path).exchange();
        assertEquals(passes ? Verdict.GO_ON : REFUSED, new GuardStage(strictness).handle(exchange));
        assertEquals(doubtful, exchange.doubtful());
        assertEquals(lastOfConnection, exchange.lastOfConnection());
    }

    @ParameterizedTest
    @EnumSource(Strictness.class)
    void opensNoTunnel(Strictness strictness) {
        assertEquals(
                REFUSED,
                new GuardStage(strictness)
                        .handle(FakeRequest.of("CONNECT", "/").host("a:80").exchange()));
    }

    /** What is looked at again for each sign of it would take minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"%25", "%252F", "/..", "%2e%2e/", ";a", "\\", "//", "%c3%a9", "%c0%af", "|", "/a/../b;c"})
    void aHugeTargetTakesNoTimeToSpeakOf(String sign) {
        String path = "/" + sign.repeat(200_000);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> judged(Strictness.DEFENSIVE, FakeRequest.get(path)));
    }

    private static Exchange judged(Strictness strictness, FakeRequest request) {
        Exchange exchange = request.exchange();
        new GuardStage(strictness).handle(exchange);
        return exchange;
    }

    private static Arguments path(String target, Flaw flaw) {
        return Arguments.of(FakeRequest.get(target), flaw);
    }

    private static FakeRequest get() {
        return FakeRequest.get("/");
    }

    private static FakeRequest coding(String value) {
        return post().header("Transfer-Encoding", value);
    }

    private static FakeRequest post(String... lengths) {
        FakeRequest post = FakeRequest.of("POST", "/");
        for (String length : lengths) {
            post.header("Content-Length", length);
        }
        return post;
    }
}
