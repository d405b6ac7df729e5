package io.tollgate.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.tollgate.exchange.ErrorReason;
import io.tollgate.exchange.Verdict;
import io.tollgate.model.Configuration;
import io.tollgate.model.PageFile;
import io.tollgate.model.Problem;
import io.tollgate.testing.Configurations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {
    private static final PageFile DOWN = new PageFile("errors/down.html");

    @TempDir
    Path folder;

    private PageFiles files;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(folder.resolve("errors"));
        Files.createDirectories(folder.resolve("state"));
        write("errors/down.html", "<p>down</p>");
        write("closed.txt", "closed");
        write("state/accounts.json", "{}");
        files = new PageFiles(folder, folder.resolve("state"));
    }

    @Test
    void areReadWithTheTypeThatTheirEndingSays() {
        Pages pages = Pages.of(naming("errors/down.html", "closed.txt"), files, Pages.NONE);
        assertEquals("<p>down</p>", text(pages.page(DOWN)));
        assertEquals("text/html; charset=utf-8", pages.page(DOWN).mediaType());
        assertEquals("closed", text(pages.page(new PageFile("closed.txt"))));
        assertEquals(
                "text/plain; charset=utf-8",
                pages.page(new PageFile("closed.txt")).mediaType());
    }

    @Test
    void whatCannotBeHadIsToldWithItsPlace() throws IOException {
        write("large.html", "x".repeat(PageFiles.MOST_BYTES + 1));
        assertEquals(List.of(), problems("errors/down.html"));
        assertEquals(List.of("routes[0].response.errors[0].page: \"none.html\" is not there"), problems("none.html"));
        assertEquals(
                List.of(
                        "routes[0].response.errors[0].page: \"large.html\" is larger than 256 KiB",
                        "routes[0].response.errors[1].page: \"none.txt\" is not there"),
                problems("large.html", "none.txt"));
        Files.createDirectory(folder.resolve("folder.html"));
        assertEquals(
                List.of("routes[0].response.errors[0].page: \"folder.html\" is not a file"), problems("folder.html"));
        Configuration closed =
                Configurations.read("routes: [{id: main, maintenance: none.html, action: {respond: {}}}]");
        assertEquals(
                "routes[0].maintenance.page",
                Pages.problems(closed, files).get(0).path());
    }

    @Test
    void nothingOfTheStateFolderIsPublished() throws IOException {
        Files.createSymbolicLink(folder.resolve("link.json"), folder.resolve("state/accounts.json"));
        for (String name : List.of("state/accounts.json", "./state/accounts.json", "link.json")) {
            assertEquals(
                    List.of("routes[0].response.errors[0].page: \"" + name
                            + "\" lies in the state folder, of which nothing is published"),
                    problems(name));
        }
    }

    @Test
    void allTogetherAreBounded() throws IOException {
        String[] names = new String[65];
        for (int i = 0; i < names.length; i++) {
            names[i] = "page" + i + ".txt";
            write(names[i], "x".repeat(PageFiles.MOST_BYTES));
        }
        List<String> problems = problems(names);
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(
                "routes[0].response.errors[64].page: \"page64.txt\" is one too many: all pages together would be larger"
                        + " than 16 MiB",
                problems.get(0));
    }

    @Test
    void whatWasReadIsNotReadAgainForAnotherConfiguration() throws IOException {
        Pages before = Pages.of(naming("errors/down.html"), files, Pages.NONE);
        Files.delete(folder.resolve("errors/down.html"));
        Pages after = Pages.of(naming("errors/down.html", "closed.txt"), files, before);
        assertSame(before.page(DOWN), after.page(DOWN));
        assertEquals("closed", text(after.page(new PageFile("closed.txt"))));
    }

    @Test
    void aFileThatChangesIsReadAgainAndOneThatGoesIsKept() throws IOException {
        Pages before = Pages.of(naming("errors/down.html", "closed.txt"), files, Pages.NONE);
        assertSame(before, before.refreshed(files));

        write("errors/down.html", "<p>back soon</p>");
        Pages after = before.refreshed(files);
        assertEquals("<p>back soon</p>", text(after.page(DOWN)));
        assertSame(before.page(new PageFile("closed.txt")), after.page(new PageFile("closed.txt")));

        // Of the same length; a rename over it, at an older time.
        write("new.html", "<p>soon back</p>");
        Files.setLastModifiedTime(folder.resolve("new.html"), FileTime.fromMillis(1_000));
        Files.move(folder.resolve("new.html"), folder.resolve("errors/down.html"), StandardCopyOption.REPLACE_EXISTING);
        Pages moved = after.refreshed(files);
        assertEquals("<p>soon back</p>", text(moved.page(DOWN)));

        Files.delete(folder.resolve("errors/down.html"));
        Pages gone = moved.refreshed(files);
        assertNotSame(moved, gone, "noted, so that it is told once");
        assertEquals("<p>soon back</p>", text(gone.page(DOWN)));
        assertSame(gone, gone.refreshed(files));

        write("errors/down.html", "<p>again</p>");
        assertEquals("<p>again</p>", text(gone.refreshed(files).page(DOWN)));
    }

    @Test
    void theFirstPageWhoseStatusAndSourceHoldCounts() throws IOException {
        write("a.html", "a");
        write("b.html", "b");
        Configuration configuration = Configurations.read("""
                routes:
                  - id: main
                    action: {respond: {}}
                    maintenance: closed.txt
                    response:
                      errors:
                        - {status: 404, page: a.html, as: 200, from: [backend]}
                        - {status: 400-499, page: b.html, from: [tollgate, backend]}
                        - {status: 503, page: a.html}
                """);
        Rewriting main = Rewritings.of(configuration, files, Rewritings.NONE)
                .of(configuration.routes().get(0));
        assertAnswer("200 a", main.inPlaceOfBackends(404));
        assertAnswer("403 b", main.inPlaceOfBackends(403));
        assertNull(main.inPlaceOfBackends(503));
        assertNull(main.inPlaceOfBackends(500));
        assertNull(main.inPlaceOfBackends(200));
        assertAnswer("404 b", main.inPlaceOf(new Verdict.Answer(404, null, Map.of(), null)));
        assertAnswer("503 a", main.inPlaceOf(Verdict.Answer.error(ErrorReason.NO_BACKEND)));
        assertAnswer("503 closed", main.inPlaceOf(Verdict.Answer.error(ErrorReason.MAINTENANCE)));
        assertNull(main.inPlaceOf(Verdict.Answer.error(ErrorReason.CONNECT_FAILED)));
        assertNull(main.inPlaceOf(new Verdict.Answer(404, null, Map.of(), "fixed")), "the route's own");
        assertNull(Rewriting.NONE.inPlaceOf(Verdict.Answer.error(ErrorReason.DENIED)));
    }

    private static void assertAnswer(String wanted, @Nullable ErrorAnswer answer) {
        ErrorAnswer found = Objects.requireNonNull(answer);
        assertEquals(wanted, found.status() + " " + text(found.page()));
    }

    private List<String> problems(String... pages) {
        return Pages.problems(naming(pages), files).stream()
                .map((Problem problem) -> problem.path() + ": " + problem.message())
                .toList();
    }

    private static Configuration naming(String... pages) {
        StringBuilder errors = new StringBuilder();
        int status = 400;
        for (String page : pages) {
            errors.append("{status: ")
                    .append(status++)
                    .append(", page: ")
                    .append(page)
                    .append("}, ");
        }
        return Configurations.read("routes: [{id: main, response: {errors: [" + errors + "]}, action: {respond: {}}}]");
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private static String text(Page page) {
        return new String(page.bytes(), StandardCharsets.UTF_8);
    }
}
