package io.tollgate.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where everything is, and the two backends that all are put before.
 *
 * @param repository Tollgate's own
 * @param dir the bench's own, which is emptied before
 * @param first port of a backend
 * @param second port of another
 */
record Site(Path repository, Path dir, int first, int second) {
    private static final int SMALL = 1_024;
    private static final int LARGE = 100 * 1_024;
    private static final int HUGE = 10 * 1_024 * 1_024;

    /** Lays out the files, among them a certificate. */
    static Site make(Path repository, Path dir) throws IOException {
        Files.createDirectories(dir);
        Files.writeString(dir.resolve("large.bin"), "x".repeat(LARGE));
        Files.writeString(dir.resolve("huge.bin"), "x".repeat(HUGE));
        Site made = new Site(repository, dir, freePort(), freePort());
        made.makeCertificate();
        return made;
    }

    private void makeCertificate() throws IOException {
        Machine.output(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=bench",
                "-addext",
                "subjectAltName=IP:127.0.0.1,DNS:localhost",
                "-keyout",
                key().toString(),
                "-out",
                certificate().toString());
        Machine.output(
                "openssl",
                "pkcs12",
                "-export",
                "-passout",
                "pass:bench",
                "-in",
                certificate().toString(),
                "-inkey",
                key().toString(),
                "-out",
                keystore().toString());
        Files.writeString(bundle(), Files.readString(certificate()) + Files.readString(key()));
    }

    Path certificate() {
        return dir.resolve("certificate.pem");
    }

    Path key() {
        return dir.resolve("key.pem");
    }

    /** Certificate and key in one file. */
    Path bundle() {
        return dir.resolve("bundle.pem");
    }

    /** Certificate and key as JDKs like them; the password is "bench". */
    Path keystore() {
        return dir.resolve("keys.p12");
    }

    Running startBackends() {
        Path config = write("backends.conf", "backends.conf", Map.of("small", "x".repeat(SMALL)));
        return Running.start("backends", Machine.LOAD_CORE, List.of("nginx", "-c", config.toString()), dir);
    }

    /**
     * Writes a file from a template of ours, with what every one may name and what is given.
     *
     * @param name of the file, in the site's folder
     */
    Path write(String template, String name, Map<String, Object> values) {
        Map<String, Object> known = new HashMap<>(values);
        known.put("dir", dir);
        known.put("first", first);
        known.put("second", second);
        known.put("certificate", certificate());
        known.put("key", key());
        known.put("bundle", bundle());
        try {
            String text = resource(template);
            for (Map.Entry<String, Object> each : known.entrySet()) {
                text = text.replace("${" + each.getKey() + "}", each.getValue().toString());
            }
            Path file = dir.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new BenchException("cannot write " + name, e);
        }
    }

    private static String resource(String name) throws IOException {
        try (var in = Site.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new BenchException("there is no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchException("no free port", e);
        }
    }
}
