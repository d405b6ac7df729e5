package io.tollgate.control;

import io.tollgate.exchange.AddressText;
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
        String address = AddressText.of(literal);
        if (address == null) {
            return false;
        }
        try {
            InetAddress parsed = InetAddress.getByName(address);
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
