package io.tollgate.model;

import java.util.List;
import java.util.Locale;

/** A page of one's own in place of answers of some status. */
public record ErrorPage(
        @Setting(value = "Which answers: a status or a range of them.", range = "400 to 599")
        StatusRange status,

        @Setting("The page's file.") PageFile page,

        @Setting(
                value = "The status that the page is sent with; 0 keeps the one there is.",
                defaultsTo = "0",
                range = "0 to 599")
        int as,

        @Setting(
                value =
                        "Whose answers: tollgate, those that Tollgate gives itself; backend, those that come from a backend.",
                defaultsTo = "[tollgate]",
                range = "tollgate, backend")
        List<Source> from) {

    /** Who gave the answer that the page stands for. */
    public enum Source {
        TOLLGATE,
        BACKEND;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ErrorPage {
        from = List.copyOf(from);
        new Checks()
                .require(
                        status.from() >= 400,
                        "status",
                        "\"" + status + "\" has statuses that are no errors",
                        "write a status or range from 400 to 599")
                .require(
                        as == 0 || (as >= 200 && as <= 599 && as != 204 && as != 205 && as != 304),
                        "as",
                        as + " is no status that an answer with a body can have",
                        "write one from 200 to 599, or leave it out")
                .require(!from.isEmpty(), "from", "names nobody", "write [tollgate], [backend] or both")
                .unique(from, Source::toString, "from", "")
                .done();
    }
}
