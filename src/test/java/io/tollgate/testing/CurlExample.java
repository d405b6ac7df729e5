package io.tollgate.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call of curl that a page of the docs shows, with the status it answers behind a {@code #}. Understands as much of
 * curl as the docs use.
 *
 * @param command as it stands there
 */
public record CurlExample(String command, int status) {
    private static final Pattern EXAMPLE = Pattern.compile("^(curl .*?)\\s+# (\\d{3})$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /**
     * All on the page, in their order; fails when one has no status.
     *
     * @param variables such as {@code $PASSWORD}, with what to put in their place; longer names first
     */
    public static List<CurlExample> of(Path page, Map<String, String> variables) throws IOException {
        String text = Files.readString(page);
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            text = text.replace(variable.getKey(), variable.getValue());
        }
        List<CurlExample> examples = new ArrayList<>();
        for (Matcher m = EXAMPLE.matcher(text); m.find(); ) {
            examples.add(new CurlExample(m.group(1), Integer.parseInt(m.group(2))));
        }
        if (text.lines().filter(line -> line.startsWith("curl")).count() != examples.size()) {
            throw new AssertionError("an example without a status on " + page);
        }
        return examples;
    }

    /**
     * The request that it makes.
     *
     * @param shown what every address on the page begins with
     * @param real what stands in its place now
     */
    public HttpRequest request(String shown, String real) {
        HttpRequest.Builder request = HttpRequest.newBuilder();
        String method = "GET";
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();
        List<String> words = words();
        for (int i = 1; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-N" -> {}
                case "-X" -> method = words.get(++i);
                case "-u" ->
                    request.header(
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(words.get(++i).getBytes(StandardCharsets.UTF_8)));
                case "-H" -> {
                    String[] header = words.get(++i).split(": ", 2);
                    request.header(header[0], header[1]);
                }
                case "-d" -> {
                    body = HttpRequest.BodyPublishers.ofString(words.get(++i));
                    method = method.equals("GET") ? "POST" : method;
                }
                default -> request.uri(uri(words.get(i), shown, real));
            }
        }
        return request.method(method, body).build();
    }

    private URI uri(String address, String shown, String real) {
        if (!address.startsWith(shown)) {
            throw new AssertionError("another address: " + command);
        }
        return URI.create(real + address.substring(shown.length()));
    }

    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (Matcher m = WORD.matcher(command); m.find(); ) {
            String single = m.group(1);
            String quoted = m.group(2);
            words.add(single != null ? single : quoted != null ? quoted : m.group(3));
        }
        return words;
    }
}
