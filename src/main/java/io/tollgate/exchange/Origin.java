package io.tollgate.exchange;

import java.util.List;

/**
 * How the client asked, as far as that is believed: the one reading by which redirects, cookies and log go, and conditions
 * on the client's address, and that backends are told. Conditions on the host go by the request itself. Immutable.
 *
 * @param client the client's literal address, as {@link AddressText} spells it
 * @param scheme {@code http} or {@code https}
 * @param authority host and port as the client named them; empty when it named none
 * @param port the port that the client asked
 * @param hops whom the request says it has come by before the connection's peer, the first one first, as they were
 *     written; empty for what is not believed
 * @param prefix what was taken off the path before; empty for nothing
 */
public record Origin(String client, String scheme, String authority, int port, List<String> hops, String prefix) {
    public Origin {
        hops = List.copyOf(hops);
    }

    /** Of a request whose peer is the client, or says nothing that is believed. */
    public static Origin of(RequestView request) {
        return new Origin(
                request.peerAddress(), request.scheme(), request.authority(), request.localPort(), List.of(), "");
    }
}
