package io.tollgate.boot.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.tollgate.control.TrustedProxies;
import io.tollgate.model.AdminSettings;
import io.tollgate.model.Cidr;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminPeersTest {
    private static final AdminPeers LOOPBACK = peers(List.of("127.0.0.0/8", "::1"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "::1, true",
        "[::1], true",
        "0:0:0:0:0:0:0:1, true",
        "10.0.0.1, false",
        "::ffff:10.0.0.1, false",
        "localhost, false",
        "'', false"
    })
    void withoutMoreOnlyTheMachineItselfIsLetIn(String peer, boolean in) {
        assertEquals(in, LOOPBACK.allows(request(peer, Map.of())));
        assertEquals(in, AdminPeers.UNCONFIGURED.allows(request(peer, Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"})
    void whatAProxyOnTheSameMachinePassesOnIsNotLocal(String field) {
        assertFalse(LOOPBACK.allows(request("127.0.0.1", Map.of(field, "127.0.0.1"))));
    }

    @Test
    void aTrustedProxysWordOnTheCallerCounts() {
        AdminPeers peers = peers(List.of("192.0.2.0/24"), "127.0.0.1");

        assertTrue(peers.allows(request("127.0.0.1", Map.of("X-Forwarded-For", "192.0.2.7"))));
        assertFalse(peers.allows(request("127.0.0.1", Map.of("X-Forwarded-For", "198.51.100.1"))));
        assertFalse(peers.allows(request("198.51.100.1", Map.of("X-Forwarded-For", "192.0.2.7"))));
    }

    @ParameterizedTest
    @CsvSource({
        "Forwarded, for=198.51.100.1",
        "X-Forwarded-For, unknown",
        "X-Forwarded-For, '[2001:db8::1]:443'",
        "X-Forwarded-For, 'unknown, 127.0.0.1'",
        "Via, 1.1 proxy"
    })
    void aTrustedProxyThatSaysNothingReadableMakesNobodyLocal(String field, String value) {
        assertFalse(peers(List.of("127.0.0.0/8"), "127.0.0.1").allows(request("127.0.0.1", Map.of(field, value))));
    }

    @Test
    void aTrustedProxyMaySayThatTheCallerIsLocal() {
        AdminPeers peers = peers(List.of("127.0.0.0/8"), "127.0.0.1");

        assertTrue(peers.allows(request("127.0.0.1", Map.of("X-Forwarded-For", "127.0.0.1"))));
    }

    @Test
    void whoeverIsAllowedByAddressMayComeByAnyWay() {
        AdminPeers peers = peers(List.of("0.0.0.0/0"));

        assertTrue(peers.allows(request("198.51.100.1", Map.of("Via", "1.1 proxy"))));
    }

    @Test
    void namesOtherThanLocalOnesAreRightOnlyWhereOthersAreLetIn() {
        assertTrue(AdminPeers.onlyLoopback(AdminSettings.DEFAULT_ALLOW));
        assertFalse(AdminPeers.onlyLoopback(List.of(Cidr.parse("::1"), Cidr.parse("10.0.0.0/8"))));
        assertFalse(AdminPeers.onlyLoopback(List.of(Cidr.parse("0.0.0.0/0"))));
    }

    private static AdminPeers peers(List<String> allow, String... trusted) {
        return new AdminPeers(
                allow.stream().map(Cidr::parse).toList(),
                new TrustedProxies(List.of(trusted).stream().map(Cidr::parse).toList()));
    }

    private static HttpServletRequest request(String peer, Map<String, String> fields) {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getRemoteAddr()).thenReturn(peer);
        when(request.getHeader(anyString())).thenAnswer(call -> fields.get(call.<String>getArgument(0)));
        when(request.getHeaders(anyString())).thenAnswer(call -> {
            String value = fields.get(call.<String>getArgument(0));
            return Collections.enumeration(value == null ? List.of() : List.of(value));
        });
        return request;
    }
}
