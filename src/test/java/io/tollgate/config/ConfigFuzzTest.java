package io.tollgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spoils good files, and the bad ones further, in 5,000 ways: reading never throws, and what is refused is refused in the promised form. */
class ConfigFuzzTest {
    private static final long SEED = 20_261_123;
    private static final int ROUNDS = 5_000;
    private static final String CONTRACT = "f:[1-9][0-9]*:[1-9][0-9]* \\S+: \\S.*; \\S.*";
    private static final List<String> PIECES = List.of(
            "\t",
            "\n",
            "\r",
            "  ",
            "- ",
            ": ",
            ":",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\"",
            "'",
            "&a ",
            "*a",
            "!!str ",
            "<<: ",
            "|",
            ">",
            "#",
            "%",
            "@",
            "`",
            "?",
            "~",
            "null",
            "yes",
            "0",
            "-1",
            "99999999999",
            "1.5",
            "${X}",
            "${",
            "$${",
            "\\x00",
            "\\ud800",
            "---\n",
            "...\n",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "\u00e9",
            "\ud83d\ude00",
            "\0",
            "id: ",
            "url: ");

    @Test
    void neverThrows() throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (Path file : ExamplesTest.files()) {
            files.addAll(Collections.nCopies(100, Files.readAllBytes(file)));
        }
        BadFiles.all().forEach(bad -> files.add(bad.content()));
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] spoilt = files.get(random.nextInt(files.size()));
            for (int n = random.nextInt(3); n >= 0; n--) {
                spoilt = spoil(spoilt, random);
            }
            refused += check(spoilt, i);
        }
        assertTrue(refused > ROUNDS / 4 && refused < ROUNDS, refused + " refused");
    }

    private static int check(byte[] content, int round) {
        Read read;
        try {
            read = new ConfigReader(ConfigReader.Form.JAR, name -> null).read("f", content);
        } catch (RuntimeException e) {
            throw new AssertionError("round " + round + "\n" + new String(content, StandardCharsets.UTF_8), e);
        }
        if (read instanceof Read.Good good) {
            String written = ConfigWriter.write(good.configuration());
            assertEquals(good.configuration(), Readings.good(written));
            return 0;
        }
        ((Read.Bad) read).problems().forEach(p -> assertTrue(p.toString().matches(CONTRACT), p.toString()));
        return 1;
    }

    private static byte[] spoil(byte[] content, Random random) {
        int at = random.nextInt(content.length + 1);
        int length = Math.min(random.nextInt(12), content.length - at);
        byte[] head = Arrays.copyOf(content, at);
        byte[] rest = Arrays.copyOfRange(content, at, content.length);
        return switch (random.nextInt(5)) {
            case 0 -> join(head, Arrays.copyOfRange(rest, length, rest.length));
            case 1 -> join(head, PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8), rest);
            case 2 -> join(head, Arrays.copyOf(rest, length), rest);
            case 3 -> join(head, new byte[] {(byte) random.nextInt(256)}, rest);
            default -> lineMoved(content, random);
        };
    }

    private static byte[] lineMoved(byte[] content, Random random) {
        String[] lines = new String(content, StandardCharsets.UTF_8).split("\n", -1);
        int from = random.nextInt(lines.length);
        int to = random.nextInt(lines.length);
        String moved = lines[from];
        lines[from] = lines[to];
        lines[to] = " ".repeat(random.nextInt(4)) + moved.strip();
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
