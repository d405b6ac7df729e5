package io.tollgate.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with its private key. Immutable.
 *
 * @param chain the certificate itself, then those that lead to its CA
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
    private static final int DNS_NAME = 2;

    public Identity {
        chain = List.copyOf(chain);
    }

    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * The host names that it is for, in lower case; those for all names below one begin with {@code *.}. The subject's
     * common name counts only where there is no other (RFC 6125, section 6.4.4).
     */
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        try {
            Collection<List<?>> others = certificate().getSubjectAlternativeNames();
            for (List<?> other : others == null ? List.<List<?>>of() : others) {
                if (other.get(0).equals(DNS_NAME)) {
                    names.add(String.valueOf(other.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            // Then it has no such names.
        }
        String common = commonName();
        if (names.isEmpty() && common != null) {
            names.add(common.toLowerCase(Locale.ROOT));
        }
        return names;
    }

    /** What it is called where one name must do. */
    public String name() {
        Set<String> names = names();
        return names.isEmpty()
                ? certificate().getSubjectX500Principal().getName()
                : names.iterator().next();
    }

    /** When it expires, milliseconds since the epoch. */
    public long expiresMillis() {
        return certificate().getNotAfter().toInstant().toEpochMilli();
    }

    private @Nullable String commonName() {
        try {
            for (Rdn part : new LdapName(certificate().getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(part.getValue());
                }
            }
            return null;
        } catch (InvalidNameException e) {
            return null;
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return name();
    }
}
