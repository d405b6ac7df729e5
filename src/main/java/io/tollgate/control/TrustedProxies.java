package io.tollgate.control;

import io.tollgate.model.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Whose forwarding fields are believed. Immutable. */
public final class TrustedProxies {
    private final List<Cidr> blocks;

    public TrustedProxies(List<Cidr> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /** Whether that literal address is trusted; false for anything that is no literal address. */
    public boolean contains(String literal) {
        if (blocks.isEmpty() || literal.isEmpty()) {
            return false;
        }
        // A name would be looked up.
        boolean address =
                literal.indexOf(':') >= 0 || literal.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        if (!address) {
            return false;
        }
        try {
            InetAddress parsed = InetAddress.getByName(literal);
            for (Cidr block : blocks) {
                if (block.contains(parsed)) {
                    return true;
                }
            }
            return false;
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
