package io.tollgate.boot.web;

import io.tollgate.control.TrustedProxies;
import io.tollgate.model.AdminSettings;
import io.tollgate.model.Cidr;
import io.tollgate.proxy.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/**
 * Who may reach the operator's side in a container, whose addresses are open to the world. Behind a proxy that is not
 * trusted nobody can tell who asks: a proxy on the same machine would otherwise make every caller look local.
 */
final class AdminPeers {
    /** Who is let in while no configuration says anything. */
    static final AdminPeers UNCONFIGURED = new AdminPeers(AdminSettings.DEFAULT_ALLOW, new TrustedProxies(List.of()));

    private static final TrustedProxies LOOPBACK = new TrustedProxies(AdminSettings.DEFAULT_ALLOW);
    private static final List<String> PROXIED = List.of("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via");

    private final TrustedProxies allow;
    private final TrustedProxies trusted;

    /**
     * @param allow from where operators come
     * @param trusted whose word on the caller's address is believed
     */
    AdminPeers(List<Cidr> allow, TrustedProxies trusted) {
        this.allow = new TrustedProxies(allow);
        this.trusted = trusted;
    }

    boolean allows(HttpServletRequest request) {
        String told = ClientAddress.told(request, trusted);
        String caller = ClientAddress.of(request, trusted);
        return allow.contains(caller) && (told != null || !LOOPBACK.contains(caller) || !proxied(request));
    }

    private static boolean proxied(HttpServletRequest request) {
        return PROXIED.stream().anyMatch(field -> request.getHeader(field) != null);
    }

    /** Whether only the machine itself is let in, so that no other name than its own can rightly be used. */
    static boolean onlyLoopback(List<Cidr> allow) {
        return allow.stream().allMatch(Cidr::loopback);
    }
}
