package io.tollgate.boot;

import io.tollgate.model.Configuration;
import io.tollgate.model.ListenerTls;
import io.tollgate.model.PoolTls;
import io.tollgate.model.Problem;
import io.tollgate.tls.ClientTls;
import io.tollgate.tls.FileContents;
import io.tollgate.tls.ServerTls;
import io.tollgate.tls.UnusableFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the files of certificates that a configuration names, without using them. */
final class CertificateCheck {
    private final Path folder;
    private final List<Problem> problems = new ArrayList<>();

    private CertificateCheck(Path folder) {
        this.folder = folder;
    }

    /**
     * What is wrong with them, the first thing of each certificate and each CA.
     *
     * @param folder where relative names start
     */
    static List<Problem> problems(Configuration configuration, Path folder) {
        CertificateCheck check = new CertificateCheck(folder);
        for (int i = 0; i < configuration.listeners().size(); i++) {
            ListenerTls tls = configuration.listeners().get(i).tls();
            if (tls != null) {
                check.make("listeners[" + i + "].tls", tls.files(), files -> ServerTls.of(tls, files));
            }
        }
        for (int i = 0; i < configuration.pools().size(); i++) {
            PoolTls tls = configuration.pools().get(i).tls();
            if (!tls.files().isEmpty()) {
                check.make("pools[" + i + "].tls", tls.files(), files -> ClientTls.of(tls, files));
            }
        }
        return List.copyOf(check.problems);
    }

    private void make(String path, List<String> names, Certificates.Maker<?> maker) {
        try {
            Object unused = maker.make(FileContents.read(folder, names));
        } catch (UnusableFileException e) {
            e.problems().forEach(problem -> problems.add(problem.under(path)));
        }
    }
}
