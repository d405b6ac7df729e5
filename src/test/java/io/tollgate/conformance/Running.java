package io.tollgate.conformance;

import io.tollgate.testing.Form;
import io.tollgate.testing.RawClient;
import io.tollgate.testing.RawRequest;
import io.tollgate.testing.TollgateProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;

/** A packaged Tollgate in one of its forms. */
final class Running implements Stand.Tollgate {
    private final TollgateProcess process;

    Running(Form form, Path folder, String yaml) {
        process = TollgateProcess.start(form, folder, yaml);
    }

    @Override
    public int port() {
        return process.data().getPort();
    }

    @Override
    public int inFlight() {
        URI admin = process.admin();
        try (RawClient client = new RawClient(admin)) {
            return client.send(RawRequest.get("/metrics"))
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("tollgate_backend_in_flight{"))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
