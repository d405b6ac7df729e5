package io.tollgate.admin.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessagesTest {
    private static final Path UI = Path.of("admin-ui");
    private static final Pattern KEY = Pattern.compile("\\.get\\(\\s*\"([A-Za-z0-9.]+)\"");
    private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
    private static final Pattern WORD_ATTRIBUTE =
            Pattern.compile("\\b(title|alt|placeholder|aria-label)=\"([^\"$]*\\p{L}[^\"$]*)\"");

    @Test
    void everyLanguageHasTheSameKeysWithTheSameArguments() throws IOException {
        Properties english = bundle("en");
        Properties korean = bundle("ko");
        assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(korean.keySet()));
        List<String> less = new ArrayList<>();
        for (String key : english.stringPropertyNames()) {
            int wanted = new MessageFormat(english.getProperty(key)).getFormatsByArgumentIndex().length;
            int found = new MessageFormat(korean.getProperty(key)).getFormatsByArgumentIndex().length;
            if (found > wanted) {
                less.add(key);
            }
        }
        assertEquals(List.of(), less, "Korean asks for arguments that are not given");
    }

    @Test
    void everyKeyThatIsNamedExists() throws IOException {
        Properties english = bundle("en");
        List<String> missing = new ArrayList<>();
        for (Path source : sources()) {
            Matcher matcher = KEY.matcher(Files.readString(source));
            while (matcher.find()) {
                String key = matcher.group(1);
                boolean prefix = key.endsWith(".");
                boolean known = prefix
                        ? english.stringPropertyNames().stream().anyMatch(k -> k.startsWith(key))
                        : english.containsKey(key);
                if (!known) {
                    missing.add(source.getFileName() + ": " + key);
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    @Test
    void everyStateAndModeHasItsWords() throws IOException {
        Properties english = bundle("en");
        for (BackendState state : BackendState.values()) {
            assertTrue(english.containsKey("state." + state.css()), state.css());
            assertTrue(english.containsKey("count." + state.css()), state.css());
        }
        for (io.tollgate.model.Mode mode : io.tollgate.model.Mode.values()) {
            assertTrue(english.containsKey("mode." + mode), mode.toString());
        }
        for (String type : io.tollgate.model.PolicySpec.TYPES) {
            assertTrue(english.containsKey("policy." + type), type);
        }
        for (String key : NewPolicy.KEYS) {
            assertTrue(english.containsKey("policy.key." + key), key);
        }
        for (String field : BackendForm.FIELDS) {
            assertTrue(english.containsKey("add." + field), field);
        }
    }

    @Test
    void templatesHoldNoWordsOfTheirOwn() throws IOException {
        List<String> words = new ArrayList<>();
        for (Path template : files(UI.resolve("templates"), ".jte")) {
            String text = Files.readString(template);
            Matcher attribute = WORD_ATTRIBUTE.matcher(text);
            while (attribute.find()) {
                words.add(template.getFileName() + ": " + attribute.group());
            }
            Matcher word = WORD.matcher(TemplateText.of(text));
            while (word.find()) {
                words.add(template.getFileName() + ": " + word.group());
            }
        }
        assertEquals(List.of(), words);
    }

    @Test
    void unknownLanguagesFallBackToEnglish() {
        assertEquals("en", Messages.in(Locale.FRENCH).language());
        assertEquals("ko", Messages.in(Locale.KOREA).language());
        assertEquals(
                "ko",
                Messages.in(Collections.enumeration(List.of(Locale.FRENCH, Locale.KOREAN, Locale.ENGLISH)))
                        .language());
    }

    @Test
    void numbersChooseTheirWords() {
        Messages english = Messages.in(Locale.ENGLISH);
        assertEquals("1 backend", english.get("health.backends", 1));
        assertEquals("3 backends", english.get("health.backends", 3));
        assertEquals("One needs you.", english.get("health.need", 1));
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>(files(UI.resolve("templates"), ".jte"));
        all.addAll(files(Path.of("src/main/java/io/tollgate/admin/ui"), ".java"));
        return all;
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(p -> p.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static Properties bundle(String language) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(UI.resolve("messages/messages_" + language + ".properties"))) {
            properties.load(reader);
        }
        return properties;
    }
}
