package io.tollgate.rewrite;

import io.tollgate.model.ErrorPage;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which page stands in place of which error, found by its status. Immutable. */
final class ErrorPages {
    private static final int FIRST = 400;
    private static final int LAST = 599;

    private final Map<ErrorPage.Source, @Nullable ErrorAnswer[]> bySource = new EnumMap<>(ErrorPage.Source.class);

    /**
     * @param specs the first that holds counts
     */
    ErrorPages(List<ErrorPage> specs, Pages pages) {
        for (ErrorPage spec : specs) {
            for (ErrorPage.Source source : spec.from()) {
                @Nullable
                ErrorAnswer[] answers =
                        bySource.computeIfAbsent(source, s -> new @Nullable ErrorAnswer[LAST - FIRST + 1]);
                for (int status = spec.status().from(); status <= spec.status().to(); status++) {
                    if (answers[status - FIRST] == null) {
                        int as = spec.as() == 0 ? status : spec.as();
                        answers[status - FIRST] = new ErrorAnswer(as, pages.page(spec.page()));
                    }
                }
            }
        }
    }

    /** What to send in place of an answer of that status; null to leave it. */
    @Nullable
    ErrorAnswer of(ErrorPage.Source source, int status) {
        @Nullable ErrorAnswer[] answers = bySource.get(source);
        return answers == null || status < FIRST || status > LAST ? null : answers[status - FIRST];
    }
}
