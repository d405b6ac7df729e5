package io.tollgate.model;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses, such as {@code 10.0.0.0/8} or {@code ::1}. Immutable.
 *
 * @param block the parsed block, its host bits zero
 */
public record Cidr(IPAddress block) {
    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowMask(false)
            .allowWildcardedSeparator(false)
            .allowSingleSegment(false)
            .getIPv4AddressParametersBuilder()
            .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
            .allow_inet_aton(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
            .getParentBuilder()
            .toParams();

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException when it is not an address or block, or has bits set behind its prefix
     */
    public static Cidr parse(String text) {
        try {
            @Nullable IPAddress address = new IPAddressString(text, STRICT).toAddress();
            if (address == null) {
                throw new IllegalArgumentException("\"" + text + "\" is a prefix without an address");
            }
            IPAddress block = address.toPrefixBlock();
            if (address.isPrefixed()
                    && !address.getLower()
                            .withoutPrefixLength()
                            .equals(block.getLower().withoutPrefixLength())) {
                throw new IllegalArgumentException("\"" + text + "\" has bits set behind its prefix");
            }
            return new Cidr(block);
        } catch (AddressStringException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address or CIDR block", e);
        }
    }

    /** Whether it holds nothing but loopback addresses. */
    public boolean loopback() {
        return block.isLoopback();
    }

    /** Whether the address lies in the block; an IPv4 address mapped into IPv6 counts as IPv4. */
    public boolean contains(InetAddress address) {
        IPAddress candidate = new inet.ipaddr.IPAddressNetwork.IPAddressGenerator().from(address);
        return block.contains(candidate);
    }

    @Override
    public String toString() {
        return block.toString();
    }
}
