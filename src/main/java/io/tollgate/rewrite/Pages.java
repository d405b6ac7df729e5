package io.tollgate.rewrite;

import io.tollgate.model.Configuration;
import io.tollgate.model.ErrorPage;
import io.tollgate.model.InvalidSettingException;
import io.tollgate.model.PageFile;
import io.tollgate.model.Problem;
import io.tollgate.model.RouteSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages that a configuration names, held in memory. Once read, a page stays until its file has another content that
 * can be read: that a file has gone must not keep an operator from draining a backend. Immutable.
 */
public final class Pages {
    /** Of no configuration. */
    public static final Pages NONE = new Pages(Map.of());

    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    /** Bytes that all of them may have together. */
    private static final long MOST_BYTES = 16 << 20;

    private final Map<PageFile, Held> held;

    private record Held(Page page, PageFiles.@Nullable Stamp stamp) {}

    private Pages(Map<PageFile, Held> held) {
        this.held = Map.copyOf(held);
    }

    /**
     * Those of a configuration.
     *
     * @param before what was read already, and is not read again
     * @throws InvalidSettingException with every page that cannot be had
     */
    public static Pages of(Configuration configuration, PageFiles files, Pages before) {
        Map<PageFile, Held> held = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < configuration.routes().size(); i++) {
            RouteSpec route = configuration.routes().get(i);
            String path = "routes[" + i + "]";
            List<ErrorPage> errors = route.response().errors();
            for (int j = 0; j < errors.size(); j++) {
                take(errors.get(j).page(), path + ".response.errors[" + j + "].page", files, before, held, problems);
            }
            PageFile maintenance = route.maintenance().page();
            if (maintenance != null) {
                take(maintenance, path + ".maintenance.page", files, before, held, problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidSettingException(problems);
        }
        return new Pages(held);
    }

    /** What is wrong with the pages of a configuration, each with its path; empty when they can be had. */
    public static List<Problem> problems(Configuration configuration, PageFiles files) {
        try {
            Pages unused = of(configuration, files, NONE);
            return List.of();
        } catch (InvalidSettingException e) {
            return e.problems();
        }
    }

    /** The same with those read anew whose files have changed; itself when none has. */
    public Pages refreshed(PageFiles files) {
        Map<PageFile, Held> now = new HashMap<>();
        held.forEach((file, old) -> now.put(file, refreshed(file, old, files)));
        return now.equals(held) ? this : new Pages(now);
    }

    /**
     * The page of that file.
     *
     * @throws NullPointerException when the configuration does not name it
     */
    Page page(PageFile file) {
        return Objects.requireNonNull(held.get(file)).page();
    }

    private static void take(
            PageFile file,
            String path,
            PageFiles files,
            Pages before,
            Map<PageFile, Held> held,
            List<Problem> problems) {
        if (held.containsKey(file)) {
            return;
        }
        try {
            Held known = before.held.get(file);
            Held taken = known == null ? read(file, files) : known;
            if (size(held) + taken.page().bytes().length > MOST_BYTES) {
                throw new IOException("is one too many: all pages together would be larger than 16 MiB");
            }
            held.put(file, taken);
        } catch (IOException e) {
            problems.add(new Problem(
                    path,
                    "\"" + file + "\" " + e.getMessage(),
                    "write a readable file of at most 256 KiB, relative to the configuration's folder"));
        }
    }

    private static long size(Map<PageFile, Held> held) {
        return held.values().stream()
                .mapToLong(one -> one.page().bytes().length)
                .sum();
    }

    /** The stamp first: a file that changes while it is read is read again. */
    private static Held read(PageFile file, PageFiles files) throws IOException {
        PageFiles.Stamp stamp = files.stamp(file);
        return new Held(files.read(file), stamp);
    }

    private static Held refreshed(PageFile file, Held old, PageFiles files) {
        PageFiles.Stamp stamp = files.stamp(file);
        if (Objects.equals(stamp, old.stamp())) {
            return old;
        }
        try {
            return read(file, files);
        } catch (IOException e) {
            LOG.warn("The page {} {}; what was read last stays in use", file, e.getMessage());
            return new Held(old.page(), stamp);
        }
    }
}
