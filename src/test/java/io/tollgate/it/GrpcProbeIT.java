package io.tollgate.it;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.tollgate.testing.AdminClient;
import io.tollgate.testing.Form;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.ScriptedBackend;
import io.tollgate.testing.TestConfig;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The health service of grpc-java decides who serves. Two backends at two addresses of this machine, each with a gRPC
 * server at a port that both have in common.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.tollgate.testing.Form#all")
class GrpcProbeIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SERVICE = "shop.v1.Cart";

    private final Form form;

    @TempDir
    Path folder;

    GrpcProbeIT(Form form) {
        this.form = form;
    }

    @Test
    void whoDoesNotServeIsTakenOutAndComesBack() throws Exception {
        InetAddress first = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress second = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        HealthStatusManager health = new HealthStatusManager();
        health.setStatus(SERVICE, ServingStatus.SERVING);
        HealthStatusManager other = new HealthStatusManager();
        other.setStatus(SERVICE, ServingStatus.SERVING);
        Server grpc = start(first, 0, health);
        int port = grpc.getPort();
        Server neighbour = start(second, port, other);
        try (ScriptedBackend a = answering(first, "a");
                ScriptedBackend b = answering(second, "b");
                TollgateProcess tollgate = TollgateProcess.start(form, folder, config(a, b, port))) {
            AdminClient rest = tollgate.rest();
            awaitHealth(rest, "a", "up", "");
            awaitHealth(rest, "b", "up", "");
            assertEquals(Set.of("a", "b"), answering(tollgate));

            health.setStatus(SERVICE, ServingStatus.NOT_SERVING);
            awaitHealth(rest, "a", "down", "grpc says NOT_SERVING");
            assertEquals(Set.of("b"), answering(tollgate));

            health.setStatus(SERVICE, ServingStatus.SERVING);
            awaitHealth(rest, "a", "up", "");
            assertEquals(Set.of("a", "b"), answering(tollgate));

            health.clearStatus(SERVICE);
            awaitHealth(rest, "a", "down", "the backend knows no grpc service " + SERVICE);

            grpc.shutdownNow().awaitTermination();
            awaitHealth(rest, "a", "down", "Connection refused");
            grpc = start(first, port, null);
            awaitHealth(rest, "a", "down", "the backend has no grpc health service");
            assertEquals(Set.of("b"), answering(tollgate));
        } finally {
            grpc.shutdownNow();
            neighbour.shutdownNow();
        }
    }

    /**
     * @param health null for a server that has no health service
     */
    private static Server start(InetAddress address, int port, @Nullable HealthStatusManager health)
            throws IOException {
        ServerBuilder<?> server =
                OkHttpServerBuilder.forPort(new InetSocketAddress(address, port), InsecureServerCredentials.create());
        if (health != null) {
            server.addService(health.getHealthService());
        }
        return server.build().start();
    }

    private static ScriptedBackend answering(InetAddress address, String name) {
        ScriptedBackend backend = new ScriptedBackend(address);
        backend.play(backend.answering(ScriptedBackend.ok(name)));
        return backend;
    }

    private static String config(ScriptedBackend a, ScriptedBackend b, int port) {
        return new TestConfig(
                        List.of(
                                "{id: a, url: \"http://127.0.0.1:" + a.port() + "\"}",
                                "{id: b, url: \"http://127.0.0.2:" + b.port() + "\"}"),
                        List.of(
                                "policy: round-robin",
                                "probe: {type: grpc, service: " + SERVICE + ", port: " + port
                                        + ", interval: 200ms, rise: 1, fall: 1}"))
                .text();
    }

    private static void awaitHealth(AdminClient rest, String backend, String health, String trouble) {
        await().atMost(LIMIT)
                .until(
                        () -> rest.backend(backend).get("health").asText() + " "
                                + rest.backend(backend).path("trouble").asText(""),
                        said -> said.startsWith(health) && said.contains(trouble));
    }

    /** Those that answer one of ten requests. */
    private static Set<String> answering(TollgateProcess tollgate) throws IOException {
        Set<String> seen = new TreeSet<>();
        try (RawClient client = new RawClient(tollgate.data())) {
            for (int i = 0; i < 10; i++) {
                seen.add(client.send(RawRequest.get("/")).text());
            }
        }
        return seen;
    }
}
