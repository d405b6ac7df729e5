package io.tollgate.conformance;

import static io.tollgate.conformance.Scene.sized;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;

/** A backend's status is the client's, and is not mistaken for Tollgate's own word. */
final class Statuses implements Family {
    private static final String STATUS = "RFC 9110, 15";

    @Override
    public String subject() {
        return "Statuses";
    }

    @Override
    public List<Case> cases() {
        return Stream.of(known(), odd(), bad()).flatMap(List::stream).toList();
    }

    private static List<Case> known() {
        return Stream.of(
                        "200", "201", "202", "203", "206", "207", "226", "300", "301", "302", "303", "307", "308",
                        "400", "401", "402", "403", "404", "405", "406", "407", "408", "409", "410", "411", "412",
                        "413", "414", "415", "416", "417", "418", "421", "422", "423", "425", "426", "428", "429",
                        "431", "451", "499", "500", "501", "502", "503", "504", "505", "507", "511", "520", "599")
                .map(status -> new Case(
                        "status-" + status, STATUS, "The backend's " + status + " passes with its body.", scene -> {
                            Message answer = scene.answer("HTTP/1.1 " + status + " Reason\r\n" + sized("body"));
                            assertEquals(status, answer.status());
                            assertEquals("body", answer.body());
                            assertEquals(List.of(), answer.all("Tollgate-Error"));
                        }))
                .toList();
    }

    private static List<Case> odd() {
        return List.of(
                passes("status-unknown-success", "A status that nobody knows passes.", "HTTP/1.1 299 Odd", "299"),
                passes("status-no-reason", "A status without a reason passes.", "HTTP/1.1 200 ", "200"),
                passes("status-no-reason-no-space", "So does one without the space before it.", "HTTP/1.1 200", "200"),
                passes("status-long-reason", "A long reason does no harm.", "HTTP/1.1 200 " + "r".repeat(1_000), "200"),
                passes("status-high-reason", "Nor do bytes above 127 in it.", "HTTP/1.1 200 d\u00e9j\u00e0 vu", "200"));
    }

    private static List<Case> bad() {
        return List.of(
                bad("status-two-digits", "A status of two digits is an error of the backend.", "HTTP/1.1 20 OK"),
                bad("status-four-digits", "A status of four digits is an error of the backend.", "HTTP/1.1 2000 OK"),
                bad("status-word", "A status that is no number is an error of the backend.", "HTTP/1.1 two OK"),
                bad("status-no-version", "An answer without a version is an error of the backend.", "200 OK"),
                bad("status-other-protocol", "Another protocol is an error of the backend.", "ICY/1.1 200 OK"),
                bad("status-no-http", "What is no answer at all is an error of the backend.", "hello"));
    }

    private static Case passes(String id, String sentence, String line, String status) {
        return new Case(id, "RFC 9112, 4", sentence, scene -> {
            Message answer = scene.answer(line + "\r\n" + sized("body"));
            assertEquals(status, answer.status());
            assertEquals("body", answer.body());
        });
    }

    private static Case bad(String id, String sentence, String line) {
        return new Case(id, "RFC 9112, 4", sentence, scene -> {
            Message answer = scene.lastAnswer(line + "\r\n" + sized("body"));
            assertEquals("502", answer.status());
            assertEquals(1, answer.all("Tollgate-Error").size());
        });
    }
}
