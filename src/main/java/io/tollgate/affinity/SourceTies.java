package io.tollgate.affinity;

import io.tollgate.exchange.AddressText;
import io.tollgate.exchange.AffinityResult;
import io.tollgate.exchange.Exchange;
import io.tollgate.model.AffinitySpec;
import io.tollgate.policy.Mix;
import io.tollgate.time.Clock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ties by the caller's address; of IPv6 by its first 64 bits, within which a host changes its address at will (RFC
 * 8981). All behind one address are one session. Kept in memory only. Thread-safe.
 */
public final class SourceTies implements Ties {
    private static final int NETWORK_BYTES = 8;

    private final SessionTable sessions;
    private final Clock clock;
    private final long maxMillis;

    /**
     * @param sessions the pool's live sessions, which outlast this object
     */
    public SourceTies(AffinitySpec spec, SessionTable sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
        this.maxMillis = spec.max().toMillis();
    }

    @Override
    public Reading read(Exchange exchange, List<String> cookies) {
        long session = session(exchange.client());
        SessionTable.Known known = sessions.find(session);
        if (known == null) {
            return Reading.NEW;
        }
        if (clock.wallMillis() - known.sinceMillis() >= maxMillis) {
            sessions.forget(session);
            return Reading.EXPIRED;
        }
        return Reading.kept(new Tie(known.backend(), session, known.sinceMillis(), 0));
    }

    @Override
    public @Nullable String answered(Exchange exchange, Answer answer) {
        Tie tie = Tie.carriedBy(exchange);
        if (tie != null) {
            sessions.touch(tie.session(), answer.backend(), tie.issuedMillis());
            if (!tie.backend().equals(answer.backend())) {
                exchange.affinity(AffinityResult.MOVED);
            }
        } else if (!answer.unable()) {
            sessions.touch(session(exchange.client()), answer.backend(), clock.wallMillis());
        }
        return null;
    }

    @Override
    public String strip(String cookieHeader) {
        return cookieHeader;
    }

    @Override
    public SessionTable table() {
        return sessions;
    }

    private static long session(String client) {
        long hash = Mix.hash(client.indexOf(':') < 0 ? client : network(client));
        return hash == 0 ? 1 : hash;
    }

    private static String network(String client) {
        String address = AddressText.of(client);
        if (address == null) {
            return client;
        }
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // A literal, as it has just been spelt, is never looked up.
            byte[] raw = InetAddress.getByName(address).getAddress();
            StringBuilder network = new StringBuilder(2 * NETWORK_BYTES);
            for (int i = 0; i < NETWORK_BYTES; i++) {
                network.append((char) (raw[i] & 0xff));
            }
            return network.toString();
        } catch (UnknownHostException e) {
            return client;
        }
    }
}
