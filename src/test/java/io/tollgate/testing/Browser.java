package io.tollgate.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The system's Chromium. What its console complains of is kept: a clean page says nothing. For one thread. */
public final class Browser implements AutoCloseable {
    /** As etc/test looks for them. */
    private static final List<String> COMMANDS = List.of("chromium", "chromium-browser", "google-chrome");

    private static final int HEIGHT = 800;
    /** Generous, for a machine that is busy with other tests. */
    private static final double PATIENCE_MILLIS = 20_000;

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> complaints = new ArrayList<>();

    public Browser() {
        Path executable = executable();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    /** A window of its own, with its own cookies; what earlier ones complained of is forgotten. */
    public Page open(int width, ColorScheme colours, boolean scripts) {
        return open(width, colours, scripts, "en-US");
    }

    /** The same with a reader of another language, such as {@code ko-KR}. */
    public Page open(int width, ColorScheme colours, boolean scripts, String language) {
        complaints.clear();
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, HEIGHT)
                .setColorScheme(colours)
                .setJavaScriptEnabled(scripts)
                .setLocale(language));
        Page page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    /** What the console said of the window opened last; one who expected a line removes it. */
    public List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }

    private static Path executable() {
        List<String> folders = List.of(System.getenv("PATH").split(File.pathSeparator, -1));
        return COMMANDS.stream()
                .flatMap(command -> folders.stream().map(folder -> Path.of(folder, command)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Chromium among the commands " + COMMANDS
                        + "; install Debian's package: apt-get install chromium fonts-liberation"));
    }
}
