package io.tollgate.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/** A name server on loopback, by UDP and TCP, that tells what a test says, in the mood that it says. Thread-safe. */
public final class NameServer implements AutoCloseable {
    private static final Name ZONE = name("internal");
    private static final int LARGEST = 65_535;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger askedByTcp = new AtomicInteger();
    private volatile Mood mood = Mood.WELL;
    private volatile long negativeTtl = 1;

    /** How it answers. */
    public enum Mood {
        WELL,
        SERVFAIL,
        REFUSED,
        /** Not at all. */
        SILENT,
        /** By UDP that there is too much to tell. */
        TRUNCATING,
        /** As one that has not heard of EDNS. */
        OLD,
        /** Only with aliases, not with what they stand for. */
        TERSE,
        /** With who else would know. */
        REFERRING
    }

    public NameServer() {
        try {
            tcp = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        threads.execute(this::serveUdp);
        threads.execute(this::serveTcp);
    }

    public int port() {
        return udp.getLocalPort();
    }

    /** As {@code resolver} has it. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** Questions that came. */
    public int asked() {
        return asked.get();
    }

    /** Those of them that came by TCP. */
    public int askedByTcp() {
        return askedByTcp.get();
    }

    public void mood(Mood next) {
        mood = next;
    }

    /** How long it holds that there is nothing, in seconds. */
    public void negativeTtl(long seconds) {
        negativeTtl = seconds;
    }

    /** Says which addresses a name has, of both kinds; without any it has none, and exists all the same. */
    public void addresses(String name, long ttl, String... addresses) {
        Name of = name(name);
        records.put(
                of,
                Arrays.stream(addresses)
                        .map(address -> address(of, ttl, address))
                        .toList());
    }

    /** Says that a name is an alias of another. */
    public void alias(String name, long ttl, String target) {
        records.put(name(name), List.of(new CNAMERecord(name(name), DClass.IN, ttl, name(target))));
    }

    /**
     * Says where a service is.
     *
     * @param places each {@code priority weight port target}
     */
    public void services(String name, long ttl, String... places) {
        Name of = name(name);
        records.put(
                of,
                Arrays.stream(places)
                        .map(place -> place.split(" ", 4))
                        .<Record>map(part -> new SRVRecord(
                                of,
                                DClass.IN,
                                ttl,
                                Integer.parseInt(part[0]),
                                Integer.parseInt(part[1]),
                                Integer.parseInt(part[2]),
                                part[3].equals(".") ? Name.root : name(part[3])))
                        .toList());
    }

    /** Says that there is no such name. */
    public void forget(String name) {
        records.remove(name(name));
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        threads.shutdownNow();
    }

    private static Record address(Name name, long ttl, String text) {
        try {
            InetAddress address = InetAddress.getByName(text);
            return text.indexOf(':') < 0
                    ? new ARecord(name, DClass.IN, ttl, address)
                    : new AAAARecord(name, DClass.IN, ttl, address);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text + ".");
        } catch (TextParseException e) {
            throw new AssertionError(e);
        }
    }

    private void serveUdp() {
        byte[] buffer = new byte[LARGEST];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()), true);
                if (answer != null) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                Socket socket = tcp.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                askedByTcp.incrementAndGet();
                byte[] answer = answer(query, false);
                if (answer == null) {
                    return;
                }
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            }
        } catch (IOException e) {
            // The other end left.
        }
    }

    private byte @Nullable [] answer(byte[] question, boolean byUdp) throws IOException {
        asked.incrementAndGet();
        Mood now = mood;
        if (now == Mood.SILENT) {
            return null;
        }
        Message query = new Message(question);
        Message answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(query.getQuestion(), Section.QUESTION);
        if (now == Mood.SERVFAIL || now == Mood.REFUSED) {
            answer.getHeader().setRcode(now == Mood.SERVFAIL ? Rcode.SERVFAIL : Rcode.REFUSED);
        } else if (now == Mood.OLD && query.getOPT() != null) {
            answer.getHeader().setRcode(Rcode.FORMERR);
        } else if (now == Mood.REFERRING) {
            answer.addRecord(new NSRecord(ZONE, DClass.IN, 60, name("ns.internal")), Section.AUTHORITY);
        } else if (now == Mood.TRUNCATING && byUdp) {
            answer.getHeader().setFlag(Flags.TC);
        } else {
            tell(query.getQuestion(), answer, now == Mood.TERSE);
        }
        return answer.toWire();
    }

    private void tell(Record question, Message answer, boolean terse) {
        Name name = question.getName();
        List<Record> known = records.get(name);
        while (known != null && !known.isEmpty() && known.get(0) instanceof CNAMERecord alias) {
            answer.addRecord(alias, Section.ANSWER);
            name = alias.getTarget();
            known = records.get(name);
            if (terse) {
                return;
            }
        }
        List<Record> wanted = known == null
                ? List.of()
                : known.stream()
                        .filter(record -> record.getType() == question.getType())
                        .toList();
        wanted.forEach(record -> answer.addRecord(record, Section.ANSWER));
        if (known == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        if (wanted.isEmpty()) {
            Name host = name("ns.internal");
            answer.addRecord(
                    new SOARecord(ZONE, DClass.IN, 3_600, host, host, 1, 60, 60, 60, negativeTtl), Section.AUTHORITY);
        }
    }
}
