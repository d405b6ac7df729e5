package io.tollgate.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the certificate to show. A server shows the one of the name that the client asks for (SNI, RFC 6066, section
 * 3): one that has exactly that name, else one for all names of its domain, else the first. Where several would do, the
 * kind of key that the client prefers decides, then their order. Immutable and thread-safe.
 */
final class IdentityManager extends X509ExtendedKeyManager {
    private final List<Identity> identities;
    private final Map<String, List<Integer>> named = new HashMap<>();
    private final List<Integer> first = new ArrayList<>();

    /** @param identities at least one */
    IdentityManager(List<Identity> identities) {
        this.identities = List.copyOf(identities);
        for (int i = 0; i < identities.size(); i++) {
            for (String name : identities.get(i).names()) {
                named.computeIfAbsent(name, key -> new ArrayList<>()).add(i);
            }
            // A certificate with another kind of key for the same names stands beside the first.
            if (identities.get(i).names().equals(identities.get(0).names())) {
                first.add(i);
            }
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(candidates(askedFor(engine)), keyType);
    }

    /** Whoever asks for a certificate gets the one there is: the other end knows best which issuers it believes. */
    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (String keyType : keyTypes) {
            String alias = alias(first, keyType);
            if (alias != null) {
                return alias;
            }
        }
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    // There are no sockets here, only engines.

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    private List<Integer> candidates(@Nullable String host) {
        List<Integer> exact = host == null ? null : named.get(host);
        if (exact != null) {
            return exact;
        }
        int dot = host == null ? -1 : host.indexOf('.');
        List<Integer> domain = host == null || dot < 0 ? null : named.get("*" + host.substring(dot));
        return domain == null ? first : domain;
    }

    private @Nullable String alias(List<Integer> candidates, String keyType) {
        for (int candidate : candidates) {
            if (identities.get(candidate).key().getAlgorithm().equals(keyType)) {
                return String.valueOf(candidate);
            }
        }
        return null;
    }

    private static @Nullable String askedFor(SSLEngine engine) {
        if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }
}
